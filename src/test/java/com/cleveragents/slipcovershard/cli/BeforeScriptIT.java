package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's script that runs once before the chunks. */
class BeforeScriptIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsAFeatureThatLooksAround() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: looks
                    Given Python runs open("seen", "w").write(repr(dict(os.environ)))
                """);
  }

  private Outcome run(String script, String... more) {
    project.variable("INPUT_BEFORE", script);
    return project.run(Setup.chunks(1), concat(more));
  }

  private static String[] concat(String... more) {
    String[] all = Arrays.copyOf(more, more.length + 1);
    all[more.length] = "features";
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export GREETING=\"two\nlines\"\nPATH=/opt/here:$PATH",
        "export GREETING=\"two\nlines\"\nexport PATH=/opt/here:$PATH\nexit 0",
        "trap 'echo bye' EXIT\nexport GREETING=\"two\nlines\"; PATH=/opt/here:$PATH",
        "#!/bin/bash\nexport GREETING=$'two\\nlines'\nPATH=/opt/here:$PATH\n\n",
      })
  void handsOnWhatItExports(String script) {
    Outcome outcome = run(script).assertCode(ExitCode.PASSED);

    String seen = outcome.text("seen");
    assertTrue(seen.contains("'GREETING': 'two\\nlines'"), seen);
    assertTrue(seen.contains("'PATH': '/opt/here:"), seen);
  }

  @Test
  void keepsItsOwnThingsToItself() {
    Outcome outcome =
        run("greeting=unexported; cd /; unset LANG; echo X=1 >>\"${GITHUB_ENV:-/dev/null}\"")
            .assertCode(ExitCode.PASSED);

    String seen = outcome.text("seen");
    for (String own : new String[] {"unexported", "SLIPCOVER_SHARD_VARIABLES", "SHLVL", "BASH"}) {
      assertTrue(!seen.contains(own), own + " in " + seen);
    }
  }

  @Test
  void sharesTheVariablesThatAreTheSameForAllChunks() {
    run(
            "echo $FIXED $PLACE ${CHUNK:-none} >said",
            "--env=FIXED=1",
            "--env=PLACE={build_dir}/x",
            "--env=CHUNK={chunk}")
        .assertCode(ExitCode.PASSED);

    assertEquals("1 " + project.path("build") + "/x none\n", text("said"));
  }

  @Test
  void makesTheTemplate() {
    run("mkdir -p build; echo made >build/.template-migrated.db").assertCode(ExitCode.PASSED);
    assertEquals("made\n", text("build/.template-migrated-1.db"));

    run("echo other >other.db", "--template-db=other.db").assertCode(ExitCode.PASSED);
    assertEquals("other\n", text("build/.template-migrated-1.db"));
  }

  @Test
  void hasToMakeTheTemplateThatIsNamed() {
    run("true", "--template-db=other.db")
        .assertCode(ExitCode.USAGE)
        .assertSays("template-db: '" + project.path("other.db") + "' does not exist");
  }

  @Test
  void makesTheEnvironmentWhereNothingIsInstalled() {
    String environment = Setup.chunks(1).python().resolve("../..").normalize().toString();
    project
        .variable("INPUT_BEFORE", "ln -s " + environment + " .venv")
        .command("run", "features")
        .assertCode(ExitCode.PASSED);
  }

  private String text(String file) {
    return new Outcome(ExitCode.PASSED, "", "", project.directory()).text(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo the reason; false; echo not reached",
        "echo the reason; cat /no/such/file | sort",
        "echo the reason; echo $NOT_SET",
        "echo the reason; exit 3",
        "echo the reason; if",
      })
  void endsTheRunWhenItFails(String script) {
    Outcome outcome = run(script).assertCode(ExitCode.CHUNK_FAILED);

    outcome.assertSays("the script of --before ended with code");
    assertTrue(script.endsWith("if") || outcome.said().contains("the reason"), outcome.said());
    outcome.assertSaysNothingOf("not reached");
    assertTrue(!outcome.has("seen"));
  }

  @Test
  void namesTheUsersLines() {
    run("true\ntrue\nno-such-command\n").assertSays("line 3: no-such-command");
  }

  @Test
  void shownWithAPrefixAndNeverObeyed() throws Exception {
    Path runners = Files.createFile(folder.resolve("runners-env"));
    project.variable("GITHUB_ACTIONS", "true").variable("GITHUB_ENV", runners.toString());
    Outcome outcome =
        run("echo '::set-env name=X::1'; echo 'X=1' >>$GITHUB_ENV").assertCode(ExitCode.PASSED);

    outcome.assertSays("::group::before\n| ::set-env name=X::1\nbefore: ", "\n::endgroup::\n");
    assertEquals("", Files.readString(runners));
    assertTrue(outcome.text("seen").contains("'GITHUB_ENV': '"), outcome.text("seen"));
    assertTrue(!outcome.text("seen").contains(runners.toString()), outcome.text("seen"));
  }
}
