package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.CHUNK_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.COVERAGE_UNUSABLE;
import static com.cleveragents.slipcovershard.ExitCode.PASSED;
import static com.cleveragents.slipcovershard.ExitCode.TESTS_FAILED;
import static com.cleveragents.slipcovershard.cli.Fault.FAILS;

import java.time.Duration;
import java.util.List;

/** Faults of a step that leave its process alive. */
final class StepFaults {
  /** Does something to the chunk's coverage file when SlipCover has written it. */
  private static final String LATE =
      """
      class Late:
          path = os.path.abspath("build/slipcover-shard/chunk-%%s.part.json" %% os.environ["SLIPCOVER_SHARD_CHUNK"])
          def __del__(self, path=path, os_open=os.open, os_write=os.write, os_unlink=os.unlink, how=os.O_WRONLY | os.O_TRUNC):
              %s
      shop.late = Late()
      """;

  private StepFaults() {}

  private static Fault harmless(String what, String code) {
    return Fault.inStep(what, code).gives(PASSED);
  }

  private static Fault failure(String what, String code, String... names) {
    return Fault.inStep(what, code).gives(TESTS_FAILED, FAILS).gives(TESTS_FAILED, names);
  }

  static List<Fault> ofProcesses() {
    return List.of(
        harmless(
            "a child left that holds the standard output",
            "subprocess.Popen([\"sleep\", \"600\"])"),
        harmless(
            "a child left in a session of its own",
            "subprocess.Popen([\"sleep\", \"600\"], start_new_session=True)"),
        harmless(
            "2,000 children left",
            "shop.children = [subprocess.Popen([\"sleep\", \"600\"]) for _ in range(2000)]"),
        harmless(
            "a pool of processes left open",
            """
            shop.pool = mp.get_context("fork").Pool(2)
            assert shop.pool.map(abs, [-1]) == [1]
            """),
        harmless(
            "SIGCHLD ignored",
            "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nsubprocess.run([\"true\"])\n"),
        harmless(
            "kills the process that looks after ours",
            """
            run = os.path.dirname(os.environ["TMPDIR"])
            guards = []
            for process in filter(str.isdigit, os.listdir("/proc")):
                try:
                    command = open("/proc/%s/cmdline" % process).read()
                except OSError:
                    continue
                if command.startswith(sys.executable) and run in command and "guard.py" in command:
                    guards.append(int(process))
            assert len(guards) == 1, guards
            os.kill(guards[0], signal.SIGKILL)
            """),
        failure(
            "out of memory (RLIMIT_AS)",
            """
            import resource
            used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + (64 << 20), resource.RLIM_INFINITY))
            hoard = [bytearray(1 << 20) for _ in range(1 << 12)]
            """,
            "MemoryError"),
        failure(
            "recursion without end",
            "def deeper(n):\n    return deeper(n + 1)\ndeeper(0)\n",
            "RecursionError"),
        harmless(
            "`sys.settrace` and `sys.setprofile`",
            "sys.settrace(lambda *_: None)\nsys.setprofile(lambda *_: None)\n"),
        harmless("`os.environ` emptied", "os.environ.clear()"),
        harmless(
                "behave inside of behave",
                """
            from behave.__main__ import main
            assert main(["inner"]) == 0
            """)
            .prepared(
                project ->
                    project.with(
                        """
                        == inner/inner.feature
                        Feature: inner
                          Scenario: inner
                            Given something inside
                        == inner/steps/inner.py
                        from behave import given
                        given("something inside")(lambda context: None)
                        """)),
        harmless(
                "the clock of the machine is set back",
                "open(\"hangs\", \"w\").close(); time.sleep(0.2)")
            .clockLeaps(Duration.ofDays(-1)));
  }

  static List<Fault> ofOutput() {
    return List.of(
        harmless("replaces `sys.stdout`", "sys.stdout = open(os.devnull, \"w\")"),
        harmless(
            "1 GiB of output",
            """
            block = (b"x" * 1023 + b"\\n") * 1024
            for _ in range(1024):
                os.write(1, block)
            """),
        Fault.inStep(
                "a line of 100 MiB, and the end",
                "os.write(1, b\"x\" * (100 << 20))\nos._exit(3)\n")
            .gives(CHUNK_FAILED, "chunk {chunk} ended with exit code 3 " + Fault.DIES),
        Fault.inStep(
                "invalid UTF-8, and the end", "os.write(1, b\"\\xff\\xfe\\x80\\n\")\nos._exit(3)\n")
            .gives(CHUNK_FAILED, "chunk {chunk} ended with exit code 3 " + Fault.DIES),
        failure("an error of 10 MiB", "raise ValueError(\"x\" * (10 << 20))", "characters more)"),
        failure("NUL in an error", "raise ValueError(\"nothing:\\0:\")", "nothing:")
            .with("--report", "json,xml,text,junit"),
        Fault.inStep(
                "half a surrogate pair in an error", "raise ValueError(\"half \\ud800 of it\")")
            .gives(CHUNK_FAILED, "UnicodeEncodeError", Fault.DIES),
        failure(
            "a storm of ANSI sequences",
            """
            storm = "\\x1b[2J\\x1b[31m\\x1b[1000A" * 1000
            os.write(1, storm.encode() * 100)
            print(storm)
            raise ValueError(storm)
            """,
            "ValueError"),
        harmless(
            "a flood of log records",
            """
            import logging
            for bottles in range(50000):
                logging.getLogger("wall").error("%d bottles", bottles)
            """));
  }

  static List<Fault> ofFiles() {
    return List.of(
        Fault.inStep(
                "goes into a folder, deletes it and stays",
                "os.mkdir(\"gone\"); os.chdir(\"gone\"); os.rmdir(\"../gone\")")
            .gives(CHUNK_FAILED, "features/fault.feature:8"),
        harmless(
            "goes into a folder, deletes it and comes back",
            """
            here = os.getcwd()
            os.mkdir("gone"); os.chdir("gone"); os.rmdir("../gone")
            open(os.path.join(here, "written"), "w").close()
            os.chdir(here)
            """),
        harmless("stays in another folder", "os.chdir(\"/\")"),
        harmless("deletes its TMPDIR", "import shutil; shutil.rmtree(os.environ[\"TMPDIR\"])"),
        harmless(
            "deletes its own feature file",
            """
            for chunk in range(1, int(os.environ["SLIPCOVER_SHARD_CHUNKS"]) + 1):
                wait_for("build/slipcover-shard/events-%d.jsonl" % chunk, '"listed"')
            os.unlink("features/fault.feature")
            """),
        harmless(
            "deletes the source that is measured",
            """
            for chunk in range(1, int(os.environ["SLIPCOVER_SHARD_CHUNKS"]) + 1):
                wait_for("build/slipcover-shard/events-%d.jsonl" % chunk, '"loaded"')
            os.unlink("shop.py")
            """),
        Fault.inStep(
                "removes build-dir",
                """
                import shutil
                if os.environ["SLIPCOVER_SHARD_CHUNKS"] == "2":
                    wait_for("build/coverage-chunk-%d.json" % (3 - int(os.environ["SLIPCOVER_SHARD_CHUNK"])))
                shutil.rmtree("build")
                """)
            .gives(
                COVERAGE_UNUSABLE,
                "chunk {chunk} ended in order, but SlipCover wrote no whole file"),
        Fault.inStep(
                "deletes the coverage file of a chunk that has ended",
                """
                other = "build/coverage-chunk-%d.json" % (3 - int(os.environ["SLIPCOVER_SHARD_CHUNK"]))
                wait_for(other)
                os.unlink(other)
                """)
            .gives(COVERAGE_UNUSABLE, "/build/coverage-chunk-", "does not exist")
            .needsChunks(2),
        Fault.inStep(
                "puts a pipe in the place of the coverage file of a chunk that has ended",
                """
                other = "build/coverage-chunk-%d.json" % (3 - int(os.environ["SLIPCOVER_SHARD_CHUNK"]))
                wait_for(other)
                os.unlink(other)
                os.mkfifo(other)
                """)
            .gives(COVERAGE_UNUSABLE, "/build/coverage-chunk-", "is a pipe, socket or device")
            .needsChunks(2),
        Fault.inStep(
                "replaces the coverage file of a chunk that has ended by another whole one",
                """
                import json
                other = "build/coverage-chunk-%d.json" % (3 - int(os.environ["SLIPCOVER_SHARD_CHUNK"]))
                wait_for(other)
                covered = json.load(open(other))
                os.unlink(other)
                json.dump(covered, open(other, "w"), indent=1)
                """)
            .gives(COVERAGE_UNUSABLE, "/build/coverage-chunk-", "was changed after chunk")
            .needsChunks(2),
        harmless(
            "leaves a folder without rights in its TMPDIR",
            """
            os.makedirs(os.environ["TMPDIR"] + "/closed/inner")
            os.chmod(os.environ["TMPDIR"] + "/closed", 0)
            """),
        harmless(
            "a server that goes on writing into its TMPDIR",
            """
            server = subprocess.Popen([sys.executable, "-c", '''
            import itertools, os, signal
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for number in itertools.count():
                folder = os.environ["TMPDIR"] + "/data/%d" % number
                os.makedirs(folder)
                open(folder + "/x", "w").close()
            '''], start_new_session=True)
            wait_for(os.environ["TMPDIR"] + "/data/9/x")
            """),
        Fault.inStep(
                "overwrites its own coverage file when SlipCover has written it",
                LATE.formatted("os_write(os_open(path, how), b\"{\")"))
            .gives(
                COVERAGE_UNUSABLE,
                "chunk {chunk} ended in order, but SlipCover wrote no whole file"),
        Fault.inStep(
                "deletes its own coverage file when SlipCover has written it",
                LATE.formatted("os_unlink(path)"))
            .gives(
                COVERAGE_UNUSABLE,
                "chunk {chunk} ended in order, but SlipCover wrote no whole file"),
        Fault.inStep(
                "takes SlipCover off `sys.meta_path`",
                """
                sys.meta_path[:] = [it for it in sys.meta_path if "Slipcover" not in type(it).__name__]
                """)
            .gives(
                COVERAGE_UNUSABLE,
                "chunk {chunk} did not measure all that it ran from features/fault.feature on",
                "sys.meta_path"),
        Fault.inStep(
                "takes SlipCover off `sys.monitoring`",
                """
                sys.monitoring.register_callback(
                    sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE, None)
                """)
            .gives(
                COVERAGE_UNUSABLE,
                "chunk {chunk} did not measure all that it ran from features/fault.feature on",
                "sys.monitoring")
            .needsNewBehave());
  }
}
