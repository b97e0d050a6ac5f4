package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe uses what was there before the suite could replace it. */
class ProbeBindingIT {
  private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();
  private static final Path PROBE = Path.of("src/main/python").toAbsolutePath();
  private static final Setup BEHAVE = new Setup(TestEnvironments.of("3.11", "1.2.6"), 2);

  private @TempDir Path folder;

  @Test
  void looksNothingUpWhileTheSuiteRuns() {
    assertEquals("nothing is looked up late\n", lateLookups(PROBE));
  }

  @Test
  void noticesLateLookups() throws IOException {
    Path module = Files.createDirectories(folder.resolve("slipcover_shard_probe"));
    Files.writeString(
        module.resolve("bad.py"),
        """
        import os
        from time import sleep
        from slipcover_shard_probe.bound import builtins as __builtins__

        def at_event():
            import json
            sleep(os.getpid())
        """);

    assertEquals(
        """
        bad.at_event, line 6, imports json
        bad.at_event, line 7, uses time.sleep
        bad.at_event, line 7, uses os
        """,
        lateLookups(folder));
  }

  private String lateLookups(Path probe) {
    String script = SCRIPTS.resolve("late_lookups.py").toString();
    return TestProject.in(folder).python(BEHAVE, script, probe.toString());
  }

  /** Every function of os, time, json and the like, and the builtins, replaced to the end. */
  @Test
  void callsNoReplacementOfBehaves() throws IOException {
    TestProject project =
        TestProject.in(folder).withShop(3).with("== features/environment.py\nimport spies\n");

    assertCallsNone(project, BEHAVE, "--branch=true", "features");
  }

  @Test
  void callsNoReplacementOfPytests() throws IOException {
    TestProject project =
        TestProject.in(folder)
            .empty()
            .with(
                """
                == tests/conftest.py
                import os, sys
                sys.path.insert(0, os.getcwd())
                import spies
                == tests/test_one.py
                import subprocess, sys
                def test_one(tmp_path):
                    (tmp_path / "file").write_text("text")
                    subprocess.run([sys.executable, "-c", "pass"], check=True)
                == tests/test_two.py
                def test_two():
                    assert True
                == shop.py
                """);

    assertCallsNone(
        project,
        new Setup(TestEnvironments.withPytest().get(0), 2),
        "--runner=pytest",
        "--split=queue",
        "--child-processes=true",
        "tests");
  }

  private static void assertCallsNone(TestProject project, Setup setup, String... arguments)
      throws IOException {
    Files.copy(SCRIPTS.resolve("spies.py"), project.path("spies.py"));

    project.run(setup, arguments).assertCode(ExitCode.PASSED);

    assertEquals("", Files.readString(project.path("late.txt")));
    assertTrue(Files.exists(project.path("spied.txt")));
  }
}
