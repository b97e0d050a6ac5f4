package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.CHUNK_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.PASSED;

import com.cleveragents.slipcovershard.cli.Fault.Completeness;
import java.util.List;

/** Child processes that a suite of behave forks outside of steps, and that do not end there. */
final class ForkFaults {
  private static final String FORKED =
      "forked a child process that continued the test run; the child was ended";

  private ForkFaults() {}

  static List<Fault> rows() {
    return List.of(
        Fault.inProject(
                "forks that run on, in before_all, after_feature and after_all",
                "environment.py",
                """
                == features/environment.py
                import os

                def before_all(context):
                    os.fork()

                def after_feature(context, feature):
                    if feature.name == "fault":
                        os.fork()

                def after_all(context):
                    os.fork()
                """)
            .gives(
                CHUNK_FAILED,
                "before_all (features/environment.py:4) " + FORKED,
                "features/fault.feature: after_feature (features/environment.py:8) " + FORKED,
                "after_all (features/environment.py:11) " + FORKED)
            .ledger(Completeness.WHOLE)
            .coverage(true)
            .othersPass(true),
        Fault.inProject(
                "a fork that runs on at import, and a daemon that outlives the chunk",
                "environment.py",
                """
                == features/environment.py
                import os, time

                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.closerange(0, 256)
                        time.sleep(60)
                    os._exit(0)
                os.wait()
                os.fork()
                """)
            .gives(CHUNK_FAILED, "<module> (features/environment.py:10) " + FORKED)
            .ledger(Completeness.WHOLE)
            .coverage(true)
            .othersPass(true),
        Fault.inProject(
                "a forked child that leaves before_all by an error of its own",
                "environment.py",
                """
                == features/environment.py
                import os

                class Leave(BaseException):
                    pass

                def before_all(context):
                    child = os.fork()
                    if child == 0:
                        raise Leave()
                    assert os.waitpid(child, 0)[1] == 1 << 8
                """)
            .gives(PASSED));
  }
}
