package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plugins, folders and sources that cannot be imported or read: the code, and the cause. */
class ImportsIT {
  private static final String SUITE =
      """
      == tests/test_a.py
      def test_a():
          pass
      == tests/test_b.py
      def test_b():
          pass
      == broken_plugin.py
      import nowhere_else
      == late_plugin.py
      def pytest_configure(config):
          import nowhere_later
      class Reporter:
          pass
      """;

  private @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pytest.ini           | [pytest]%naddopts = -p nowhere    | static | a plugin of pytest could not be loaded | No module named 'nowhere'
          conftest.py          | pytest_plugins = ["broken_plugin"] | queue | a plugin of pytest could not be loaded | No module named 'nowhere_else'
          pytest.ini           | [pytest]%naddopts = -p late_plugin | queue | a plugin of pytest could not be loaded | No module named 'nowhere_later'
          tests/sub/conftest.py | import nowhere_below%n            | static | tests/sub could not be loaded | No module named 'nowhere_below'
          tests/sub/conftest.py | import nowhere_below%n            | queue | the test files could not be loaded | No module named 'nowhere_below'
          tests/test_0.py      | import nowhere_here%n             | queue | pytest cannot collect tests/test_0.py | No module named 'nowhere_here'
          """)
  void nameWhatPytestCannotImport(
      String file, String content, String split, String what, String cause) throws Exception {
    List<TestEnvironments.Environment> all = TestEnvironments.withPytest();
    Setup setup = new Setup(all.get(split.equals("static") ? 0 : all.size() - 1), 2);
    TestProject project = TestProject.in(folder).empty().with(SUITE);
    project.with("== " + file + "\n" + content.formatted());
    project.with("== tests/sub/test_c.py\ndef test_c():\n    pass\n");

    project
        .variable("INPUT_RUNNER", "pytest")
        .variable("PYTHONPATH", project.directory().toString())
        .run(setup, "--split", split)
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("FAILED  " + what, cause);
  }

  static Stream<Arguments> plugins() {
    return Stream.of(
        Arguments.of("-f broken_plugin:Reporter", "a formatter of behave could not be loaded"),
        Arguments.of("-r broken_plugin:Reporter", "behave's runner broken_plugin:Reporter could"));
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void nameWhatBehaveCannotImport(String argument, String what) {
    TestProject.in(folder)
        .with(SUITE)
        .withShop(2)
        .run(Setup.chunks(2), "--runner-args", argument, "features")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("FAILED  " + what, "No module named 'nowhere_else'");
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void nameTheExceptionOfAnAmbiguousStep(Setup setup) {
    String step = "@step('it is so')\ndef so%d(context):\n    pass\n";
    TestProject.in(folder)
        .withShop(2)
        .with(
            "== features/steps/twice.py\nfrom behave import step\n"
                + step.formatted(1)
                + step.formatted(2))
        .run(setup, "features")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("AmbiguousStep: @step('it is so') has already been defined")
        .assertSaysNothingOf("was left by   existing", "was left by existing");
  }

  @ParameterizedTest
  @CsvSource({"behave", "pytest"})
  void nameTheSourceThatSlipCoverCannotRead(String runner) throws Exception {
    TestProject project =
        TestProject.in(folder)
            .withShop(1)
            .with(
                """
                == features/steps/uses_latin.py
                import latin
                == test_latin.py
                import latin
                def test_it():
                    assert latin.X
                """);
    Files.write(
        project.path("latin.py"),
        "# -*- coding: latin-1 -*-\nX = 'é'\n".getBytes(StandardCharsets.ISO_8859_1));
    List<TestEnvironments.Environment> all = TestEnvironments.withPytest();
    Setup setup = runner.equals("behave") ? Setup.chunks(1) : new Setup(all.get(0), 1);

    project
        .run(setup, "--runner", runner)
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays(
            "SlipCover could not save what it measured: it reads " + project.path("latin.py"),
            "save it as UTF-8, or leave it out with omit");
  }
}
