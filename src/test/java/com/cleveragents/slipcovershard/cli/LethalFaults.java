package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.CHUNK_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.PASSED;
import static com.cleveragents.slipcovershard.ExitCode.TESTS_FAILED;
import static com.cleveragents.slipcovershard.cli.Fault.DIES;
import static com.cleveragents.slipcovershard.cli.Fault.FAILS;

import com.cleveragents.slipcovershard.cli.Fault.Completeness;
import java.time.Duration;
import java.util.List;

/** Faults of a step or a file that end the process, or keep it from ending. */
final class LethalFaults {
  private static final Duration AFTER_THE_DEADLINE = Duration.ofMinutes(61);
  private static final Duration AFTER_THE_TIME_TO_EXIT = Duration.ofSeconds(11);

  /** In a function: waits until the chunk's end was heard of, so that the clock leaps after it. */
  private static final String AFTER_THE_LAST_WORD =
      """
          events = "build/slipcover-shard/events-%s.jsonl" % os.environ["SLIPCOVER_SHARD_CHUNK"]
          wait_for(events, '"done"')
          time.sleep(0.3)
          open("hangs", "w").close()
      """;

  private LethalFaults() {}

  /** Ends the process in the step, and nothing else. */
  private static Fault death(String what, String code, String words) {
    return Fault.inStep(what, code)
        .gives(CHUNK_FAILED, words + " " + DIES)
        .ends("features/fault.feature:2", "passed")
        .ends("features/fault.feature:5", "in flight")
        .ends("features/fault.feature:8", "never started");
  }

  /** Is in the step when the time is up. */
  private static Fault hang(String what, String code) {
    return death(what, code, "chunk {chunk} was ended")
        .gives(CHUNK_FAILED, "--timeout-minutes is over")
        .clockLeaps(AFTER_THE_DEADLINE);
  }

  static List<Fault> inSteps() {
    return List.of(
        death(
            "SIGKILL to itself, as from the kernel when memory is short",
            "os.kill(os.getpid(), signal.SIGKILL)",
            "chunk {chunk} was killed by SIGKILL"),
        death(
            "SIGKILL to its process group",
            "os.killpg(0, signal.SIGKILL)",
            "chunk {chunk} was killed by SIGKILL"),
        death(
            "SIGSEGV", "import ctypes; ctypes.string_at(0)", "chunk {chunk} was killed by SIGSEGV"),
        death("SIGABRT", "os.abort()", "chunk {chunk} was killed by SIGABRT"),
        death(
                "SIGTERM to itself",
                "os.kill(os.getpid(), signal.SIGTERM)",
                "chunk {chunk} was killed by SIGTERM")
            .keepsWhatWasMeasured(),
        Fault.inStep(
                "SIGINT to itself",
                """
                # Ignored where these tests run in the background.
                signal.signal(signal.SIGINT, signal.default_int_handler)
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(1)
                """)
            .gives(TESTS_FAILED, FAILS, "KeyboardInterrupt")
            .ledger(Completeness.TORN)
            .othersPass(false),
        death("`os._exit(0)`", "os._exit(0)", "chunk {chunk} ended with exit code 0"),
        death("`os._exit(3)`", "os._exit(3)", "chunk {chunk} ended with exit code 3"),
        death("`sys.exit(0)`", "sys.exit(0)", "behave was left by SystemExit: 0"),
        death(
            "`os.execv` of another program",
            "os.execv(\"/bin/sh\", [\"sh\", \"-c\", \"exit 0\"])",
            "chunk {chunk} ended with exit code 0"),
        death(
            "an exception that is no `Exception`",
            """
            class Odd(BaseException):
                pass
            raise Odd("out of order")
            """,
            "Odd: out of order"),
        death(
            "`os.closerange` over all descriptors",
            "os.closerange(3, 256)",
            "chunk {chunk} ended with exit code 1"),
        death(
                "`os.closerange`, and files of its own with the same descriptors",
                """
            os.closerange(3, 256)
            kept = [open(os.devnull, "w") for _ in range(99)]
            """,
                "chunk {chunk} ended with exit code 1")
            .gives(CHUNK_FAILED, "the suite closed file descriptors that it did not open"),
        Fault.inStep("the standard descriptors closed", "os.close(0); os.close(1); os.close(2)")
            .gives(
                CHUNK_FAILED,
                "behave was left by OSError: [Errno 9] Bad file descriptor while it ran"
                    + " features/fault.feature:8"),
        Fault.inStep(
                "the standard streams closed", "sys.__stdout__.close(); sys.__stderr__.close()")
            .gives(CHUNK_FAILED, "I/O operation on closed file", DIES),
        death(
            "no file may grow (RLIMIT_FSIZE)",
            """
            import resource
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
            """,
            "chunk {chunk} ended with exit code 120"),
        Fault.inStep(
                "no descriptor left (RLIMIT_NOFILE)",
                """
                import resource
                resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
                shop.hoard = []
                try:
                    while True:
                        shop.hoard.append(open("shop.py"))
                except OSError:
                    pass
                """)
            .gives(CHUNK_FAILED, "behave cannot parse features/one.feature", "Too many open files")
            .needsChunks(1),
        Fault.inStep(
                "writes to descriptors that it did not open",
                """
                for number in os.listdir("/proc/self/fd"):
                    link = "/proc/self/fd/" + number
                    if os.path.islink(link) and os.readlink(link).endswith("(deleted)"):
                        os.write(int(number), b"x")
                """)
            .gives(
                CHUNK_FAILED,
                "chunk {chunk} was killed " + DIES + ": its events were damaged",
                "a line is no event: x{"),
        Fault.inStep("a fork that runs on", "os.fork()")
            .gives(
                CHUNK_FAILED,
                "features/fault.feature:5: <module> (fault.py:",
                "forked a child process that continued the test run")
            .ledger(Completeness.WHOLE)
            .coverage(true)
            .othersPass(true),
        Fault.inStep(
                "a fork whose child raises",
                """
                child = os.fork()
                if child == 0:
                    raise ValueError("in the child")
                os.waitpid(child, 0)
                """)
            .gives(
                CHUNK_FAILED,
                "features/fault.feature:5: <module> (fault.py:",
                "forked a child process that continued the test run")
            .ledger(Completeness.WHOLE)
            .coverage(true)
            .othersPass(true),
        hang("infinite loop", "open(\"hangs\", \"w\").close()\nwhile True:\n    pass\n")
            .keepsWhatWasMeasured(),
        hang(
            "sleep that ignores SIGTERM",
            """
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            open("hangs", "w").close()
            time.sleep(600)
            """),
        hang(
            "SIGSTOP to itself",
            "open(\"hangs\", \"w\").close()\nos.kill(os.getpid(), signal.SIGSTOP)\n"),
        Fault.inStep(
                "deadlock at exit",
                """
                import atexit
                lock = threading.Lock()
                lock.acquire()
                def stay():
                """
                    + AFTER_THE_LAST_WORD
                    + """
                    lock.acquire()
                atexit.register(stay)
                """)
            .clockHurries(AFTER_THE_TIME_TO_EXIT)
            .gives(CHUNK_FAILED, "chunk {chunk} did not exit after its last feature and was killed")
            .ledger(Completeness.WHOLE),
        Fault.inStep(
                "a thread left that is no daemon",
                """
                def stay():
                """
                    + AFTER_THE_LAST_WORD
                    + """
                    time.sleep(600)
                threading.Thread(target=stay).start()
                """)
            .clockHurries(AFTER_THE_TIME_TO_EXIT)
            .gives(CHUNK_FAILED, "chunk {chunk} did not exit after its last feature and was killed")
            .ledger(Completeness.WHOLE),
        Fault.inStep(
                "an exit handler that works, then writes, for longer than a thread may wait",
                """
                import atexit
                def stay():
                """
                    + AFTER_THE_LAST_WORD
                    + """
                    until = time.process_time() + 1.2
                    while time.process_time() < until:
                        pass
                    for number in range(60):
                        time.sleep(0.02)
                        with open("exit.txt", "a") as file:
                            file.write("more")
                atexit.register(stay)
                """)
            .clockHurries(Duration.ofSeconds(40))
            .gives(PASSED));
  }

  static List<Fault> inFiles() {
    return List.of(
        broken("import error", "steps/more.py", "import not_there", "not_there"),
        broken("import error", "environment.py", "import not_there", "not_there"),
        broken("syntax error", "steps/more.py", "def broken(:", "SyntaxError"),
        broken("syntax error", "environment.py", "def broken(:", "SyntaxError"),
        broken("`sys.exit(0)`", "steps/more.py", "import sys; sys.exit(0)", "SystemExit: 0"),
        broken("`sys.exit(0)`", "environment.py", "import sys; sys.exit(0)", "SystemExit: 0"),
        broken(
            "an ambiguous step",
            "steps/more.py",
            "from behave import step\n@step(\"it works\")\ndef again(context):\n    pass",
            "AmbiguousStep"),
        lostWhileLoading("`os._exit(0)`", "import os; os._exit(0)", "ended with exit code 0"),
        lostWhileLoading("SIGSEGV", "import ctypes; ctypes.string_at(0)", "was killed by SIGSEGV"),
        lostWhileLoading(
                "infinite loop",
                "open(\"hangs\", \"w\").close()\nwhile True:\n    pass",
                "was ended")
            .gives(CHUNK_FAILED, "--timeout-minutes is over")
            .clockLeaps(AFTER_THE_DEADLINE));
  }

  private static Fault broken(String what, String file, String code, String error) {
    return Fault.inFile(what, file, code)
        .gives(CHUNK_FAILED, "could not be loaded", "features/" + file, error)
        .ends("features/fault.feature", "never started");
  }

  private static Fault lostWhileLoading(String what, String code, String words) {
    return Fault.inFile(what, "steps/more.py", code)
        .gives(CHUNK_FAILED, words + " while it loaded steps and environment");
  }
}
