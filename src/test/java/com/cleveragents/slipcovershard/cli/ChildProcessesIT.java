package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pythons that tests start count as the chunk that started them. */
class ChildProcessesIT {
  /** Each function of the module, and the script, is run by another kind of child. */
  private static final String SUITE =
      """
      == shop/__init__.py
      == shop/__main__.py
      import sys
      from shop.desk import by_module
      sys.exit(by_module(*sys.argv[1:]))
      == shop/desk.py
      import os

      def by_module(*words):
          return len(words)

      def by_command(number):
          return number + 1

      def by_spawned(number):
          if number > 1:
              return "many"
          return "one"

      def by_script(words):
          return " ".join(words)

      def by_server():
          raise SystemExit(3)

      def by_forked():
          os._exit(7)
      == tool.py
      #!/usr/bin/env python3
      import sys
      sys.path.insert(0, ".")
      from shop.desk import by_script

      class Shown:
          pass

      if __name__ == "__main__":
          print(by_script(sys.argv[1:]), Shown.__module__, sys.argv[0], __file__)
      == tests/test_children.py
      import multiprocessing
      import os
      import subprocess
      import sys
      from shop import desk

      def python(*words, **more):
          return subprocess.run([sys.executable, *words], stdout=subprocess.PIPE, **more)

      def test_module():
          assert python("-Wignore", "-m", "shop", "a", "b").returncode == 2

      def test_command():
          said = python("-c", "import sys; from shop.desk import by_command; print(by_command(1), sys.argv)", "x")
          assert said.stdout == b"2 ['-c', 'x']\\n"

      def test_script(tmp_path):
          assert python("tool.py", "a", "b c").stdout == b"a b c __main__ tool.py %s\\n" % os.path.abspath("tool.py").encode()
          said = python(os.path.abspath("tool.py"), "x", cwd=str(tmp_path))
          assert said.stdout.startswith(b"x __main__ /")

      def test_script_by_itself():
          os.chmod("tool.py", 0o755)
          search = os.path.dirname(sys.executable) + ":" + os.environ["PATH"]
          said = subprocess.check_output(["./tool.py", "y"], env=dict(os.environ, PATH=search))
          assert said.startswith(b"y __main__ ./tool.py /")

      def test_spawned():
          with multiprocessing.get_context("spawn").Pool(1) as pool:
              assert pool.map(desk.by_spawned, [1, 2]) == ["one", "many"]
              pool.close()
              pool.join()

      def test_forkserver():
          context = multiprocessing.get_context("forkserver")
          child = context.Process(target=desk.by_server)
          child.start()
          child.join()
          assert child.exitcode == 3

      def test_forked():
          pid = os.fork()
          if pid == 0:
              desk.by_forked()
          assert os.waitpid(pid, 0)[1] >> 8 == 7
      """;

  private @TempDir Path folder;
  private TestProject project;

  static Stream<Setup> setups() {
    return TestEnvironments.withPytest().stream()
        .flatMap(environment -> IntStream.of(1, 2).mapToObj(n -> new Setup(environment, n)));
  }

  @BeforeEach
  void draw() throws Exception {
    project = TestProject.in(folder).empty().with(SUITE);
    project.variable("INPUT_RUNNER", "pytest").variable("INPUT_CHILD-PROCESSES", "true");
    project.variable("INPUT_SOURCE", "shop,.").variable("INPUT_TIMEOUT-MINUTES", "1");
  }

  private static Setup newest() {
    return setups().filter(setup -> setup.chunks() == 1).toList().get(0);
  }

  @ParameterizedTest
  @MethodSource("setups")
  void areMeasuredHoweverTheyAreStarted(Setup setup) {
    for (String branch : new String[] {"false", "true"}) {
      Outcome outcome =
          project.run(setup, "--branch=" + branch, "tests").assertCode(ExitCode.PASSED);

      JsonNode files = outcome.json("build/coverage.json").path("files");
      for (String file : new String[] {"shop/desk.py", "shop/__main__.py", "tool.py"}) {
        assertEquals("[]", files.path(file).path("missing_lines").toString(), file);
      }
    }
  }

  @Test
  void areMeasuredInTheOneProcessThatVerifiesAsWell() {
    Outcome outcome = project.run(newest(), "--verify=serial", "tests").assertCode(ExitCode.PASSED);

    assertTrue(outcome.has("build/slipcover-shard/verify.json"));
  }

  /** Two suites do the same with the same module, one of them in children only. */
  @Test
  void executeTheLinesThatOneProcessWouldExecute() throws Exception {
    String desk =
        """
        == desk.py
        import functools

        LIMIT = 3

        def check(function):
            @functools.wraps(function)
            def checked(number):
                if number > LIMIT:
                    raise ValueError(number)
                return function(number)
            return checked

        class Desk:
            @check
            def serve(number):
                return [n for n in range(number) if n % 2] or None

        def main(words):
            try:
                return Desk.serve(int(words[0]))
            except ValueError:
                return "refused"
            finally:
                words.clear()
        == tests/test_desk.py
        """;
    String inProcess =
        """
        import desk

        def run(word):
            return str(desk.main([word]))
        """;
    String inChildren =
        """
        import subprocess
        import sys

        def run(word):
            command = "import desk, sys; print(desk.main(sys.argv[1:]), end='')"
            return subprocess.check_output([sys.executable, "-c", command, word]).decode()
        """;
    String tests =
        """

        def test_served():
            assert run("3") == "[1]"

        def test_refused():
            assert run("7") == "refused"
        """;
    project.variable("INPUT_SOURCE", "").variable("INPUT_BRANCH", "true");
    List<JsonNode> measured = new ArrayList<>();
    for (String way : List.of(inProcess, inChildren)) {
      project.empty().with(desk + way + tests);
      Outcome outcome = project.run(newest(), "tests").assertCode(ExitCode.PASSED);
      measured.add(outcome.json("build/coverage.json").path("files").path("desk.py"));
    }

    assertEquals(measured.get(0), measured.get(1));
    assertEquals(100.0, measured.get(0).path("summary").path("percent_covered").asDouble());
  }

  @Test
  void areNotMeasuredWithoutBeingAskedFor() {
    project.variable("INPUT_CHILD-PROCESSES", "false");

    Outcome outcome = project.run(newest(), "tests").assertCode(ExitCode.PASSED);

    JsonNode files = outcome.json("build/coverage.json").path("files");
    assertEquals(0, files.path("tool.py").path("executed_lines").size());
  }

  @Test
  void thatAreKilledLoseOnlyTheirOwn() {
    project.with(
        """
        == tests/test_killed.py
        import subprocess
        import sys

        def test_killed():
            child = subprocess.Popen(
                [sys.executable, "-c", "print('up', flush=True); import time; time.sleep(600)"],
                stdout=subprocess.PIPE,
            )
            assert child.stdout.readline()
            child.kill()
            child.wait()
        """);

    Outcome outcome = project.run(newest(), "tests").assertCode(ExitCode.PASSED);

    String log = outcome.text("build/slipcover-shard/chunk-1.log");
    assertEquals(
        1,
        log.lines()
            .filter("slipcover-shard: 1 child process has not ended in order: not measured"::equals)
            .count(),
        log);
  }

  @Test
  void runOnUntouchedWhereTheyCannotBeMeasured() {
    project.with(
        """
        == tests/test_others.py
        import subprocess
        import sys

        def test_isolated():
            code = "import sys; print(sys.flags.isolated, 'slipcover' in sys.modules)"
            said = subprocess.check_output([sys.executable, "-I", "-c", code])
            assert said == b"1 False\\n"

        def test_standard_input():
            said = subprocess.check_output([sys.executable, "-"], input=b"print(1)")
            assert said == b"1\\n"

        def test_another_python():
            code = "import os; print(os.environ['PYTHONPATH'] != '')"
            assert subprocess.check_output(["/usr/bin/python3", "-c", code]) == b"True\\n"
        """);

    project.run(newest(), "tests").assertCode(ExitCode.PASSED);
  }

  @Test
  void ofBehaveAreMeasuredAsWell() throws Exception {
    project = TestProject.in(folder, "behave").variable("INPUT_CHILD-PROCESSES", "true");
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: starts a Python
            Given Python runs subprocess.check_call([sys.executable, "-c", "import shop; shop.sell(-1)"])
        """);

    Outcome outcome = project.run(Setup.chunks(2), "features").assertCode(ExitCode.PASSED);

    JsonNode shop = outcome.json("build/coverage.json").path("files").path("shop.py");
    assertEquals("[1,2,3]", shop.path("executed_lines").toString());
  }
}
