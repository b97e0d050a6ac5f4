package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of the place where a run is to start, or was to. */
class DoctorIT {
  private static final String TITLE = "What slipcover-shard sees";
  private static final int MOST_LINES = 15;

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsAFeatureThatPasses() {
    project =
        TestProject.in(folder)
            .with("== features/a.feature\nFeature: a\n  Scenario: one\n    Given it works\n");
  }

  private Outcome doctor(String... arguments) {
    List<String> all = new ArrayList<>(List.of("doctor"));
    if (Stream.of(arguments).noneMatch(argument -> argument.startsWith("--python"))) {
      all.addAll(List.of("--python", Setup.chunks(2).python().toString()));
    }
    all.addAll(Arrays.asList(arguments));
    return project.command(all.toArray(String[]::new));
  }

  /** The line that tells of a thing, with its mark; what follows it is left out. */
  private static String line(Outcome outcome, String name) {
    return outcome
        .said()
        .lines()
        .filter(line -> line.matches("(MISSING|WRONG|) *" + name + ": .*"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line of " + name + "\n" + outcome.said()));
  }

  private static void assertLine(Outcome outcome, String name, String... texts) {
    for (String text : texts) {
      assertTrue(line(outcome, name).contains(text), outcome::said);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void tellsThatARunCanStart(Setup setup) throws IOException {
    List<String> before = files();
    Outcome outcome = doctor("--python", setup.python().toString(), "--chunks", "3");

    outcome.assertCode(ExitCode.PASSED).assertSays("a run can start");
    outcome.assertSaysNothingOf("MISSING", "WRONG", "not known", "could not be");
    assertLine(outcome, "version", "slipcover-shard ", System.getProperty("java.version"));
    assertLine(outcome, "Python", setup.environment().pythonVersion(), setup.python().toString());
    assertLine(
        outcome,
        "packages",
        "SlipCover " + setup.environment().slipcover(),
        "behave " + setup.environment().behave());
    assertLine(outcome, "CPUs", "for 3 chunks");
    assertLine(outcome, "build-dir", project.path("build") + " (not there yet), writable");
    assertLine(outcome, "TMPDIR", project.temporary().toString(), " free");
    assertLine(outcome, "workflow", "none");
    assertEquals(before, files());
  }

  @Test
  void saysWhatToTypeWhereSlipCoverIsMissing() throws IOException {
    Path bare = folder.resolve("bare");
    Files.writeString(bare, "#!/bin/sh\nexec " + Setup.chunks(1).python() + " -S \"$@\"\n");
    Files.setPosixFilePermissions(bare, PosixFilePermissions.fromString("rwxr-xr-x"));
    project.with("== beside/pip/__init__.py\n");
    project.variable("PYTHONPATH", project.path("beside").toString());

    Outcome outcome = doctor("--python", bare.toString()).assertCode(ExitCode.USAGE);

    outcome.assertSays(bare + " -m pip install slipcover==1.1.0 behave==1.3.3", "(exit code 2)");
    assertTrue(line(outcome, "packages").startsWith("MISSING"), outcome::said);
    assertLine(outcome, "Python", "        Python:", "3.11", bare.toString());
    assertLine(outcome, "packages", "it lacks SlipCover");
  }

  @Test
  void tellsOfAnInterpreterThatIsNone() {
    Outcome outcome = doctor("--python", "missing/python").assertCode(ExitCode.USAGE);

    assertTrue(line(outcome, "Python").startsWith("MISSING"), outcome::said);
    outcome.assertSays("missing/python", "name one with --python");
  }

  @Test
  void leavesWhatIsNotThereToTheScriptOfBefore() {
    Outcome outcome = doctor("--python", ".venv", "--before", "make venv");

    assertLine(outcome.assertCode(ExitCode.PASSED), "Python", "the script of before may make it");
  }

  @Test
  void makesNoEnvironment() throws IOException {
    List<String> before = files();
    Outcome outcome = doctor("--install", "auto").assertCode(ExitCode.PASSED);

    assertLine(outcome, "packages", "in an environment that a run makes");
    assertEquals(before, files());
  }

  @Test
  void missesWhatFetchesAPython() {
    project.variable("PATH", project.path("features").toString());
    Outcome outcome =
        project
            .command("doctor", "--install", "auto", "--python-version", "3.12")
            .assertCode(ExitCode.USAGE);

    assertTrue(line(outcome, "Python").startsWith("MISSING"), outcome::said);
    outcome.assertSays("uv, which finds and fetches Pythons, is not on PATH", "install uv");
  }

  /** Another SlipCover than the installed one: with a line more in one of its files. */
  private void putsASlipCoverBefore(String file, String line) {
    project.python(
        Setup.chunks(1),
        "-c",
        """
        import os, shutil, slipcover
        shutil.copytree(os.path.dirname(slipcover.__file__), "beside/slipcover")
        open("beside/slipcover/%s", "a").write("\\n%s")
        """
            .formatted(file, line));
    project.variable("PYTHONPATH", project.path("beside").toString());
  }

  @Test
  void tellsOfASlipCoverThatIsNotMadeQuicker() {
    putsASlipCoverBefore("importer.py", "# a change");

    Outcome outcome = doctor().assertCode(ExitCode.PASSED);
    assertLine(outcome, "packages", "SlipCover 1.1.0", "is not known to this version");
    doctor("--accelerate", "off").assertSaysNothingOf("is not known to this version");
  }

  @Test
  void tellsOfABuildDirThatCannotBeWritten() {
    Outcome outcome = doctor("--build-dir", "shop.py/build").assertCode(ExitCode.USAGE);

    assertTrue(line(outcome, "build-dir").startsWith("WRONG"), outcome::said);
    outcome.assertSays(project.path("shop.py") + " is no directory", "--build-dir");
  }

  @Test
  void tellsWhoHoldsTheBuildDir() {
    Outcome outcome;
    try (BuildDirectory held = BuildDirectory.lock(project.path("build"), Instant.EPOCH)) {
      outcome = doctor("--build-dir", held.path().toString());
    }
    outcome.assertCode(ExitCode.USAGE);
    assertLine(
        outcome,
        "build-dir",
        "WRONG",
        "in use by another run (process " + ProcessHandle.current().pid() + ", started 1970");
    outcome.assertSays("wait for it, or give this one another --build-dir");

    doctor().assertCode(ExitCode.PASSED);
  }

  @Test
  void leavesWhatARunLeft() throws IOException {
    project.run(Setup.chunks(1), "features").assertCode(ExitCode.PASSED);
    List<String> before = files();

    doctor().assertCode(ExitCode.PASSED);

    assertEquals(before, files());
  }

  @Test
  void tellsOfATemplateDatabase() {
    project.with("== build/.template-migrated.db\nnot of SQLite\n");
    assertLine(doctor().assertCode(ExitCode.PASSED), "template-db", "no SQLite database, 14 bytes");
    doctor("--template-db", "missing.db")
        .assertCode(ExitCode.USAGE)
        .assertSays("WRONG   setting:", "missing.db' does not exist");
  }

  @Test
  void tellsWrongSettingsBesideTheRest() {
    project.variable("INPUT_THRESHOLD", "").variable("INPUT_CHUNKS", "many");
    Outcome outcome = doctor().assertCode(ExitCode.USAGE);

    outcome.assertSays("chunks: 'many' is not allowed", "threshold: the input is empty");
    assertLine(outcome, "packages", "SlipCover");
  }

  @Test
  void tellsOnlyWhatIsWrongWhenQuiet() {
    assertEquals("a run can start\n", doctor("--quiet").assertCode(ExitCode.PASSED).said());
    assertEquals(
        2, doctor("--quiet", "--chunks", "0").assertCode(ExitCode.USAGE).said().lines().count());
  }

  private static String refusingPlace() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Test
  void tellsOfServicesThatRefuseTheConnection() throws IOException {
    String place = refusingPlace();
    project
        .variable("GITHUB_ACTIONS", "true")
        .variable("GITHUB_RUN_ID", "12")
        .variable("ACTIONS_RESULTS_URL", "http://" + place + "/")
        .variable("ACTIONS_RUNTIME_TOKEN", "token-of-the-job")
        .variable("GITHUB_OUTPUT", project.path("shop.py/none").toString())
        .variable("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());

    Outcome outcome = doctor().assertCode(ExitCode.PASSED);

    assertLine(outcome, "workflow", "run 12");
    assertLine(outcome, "artifacts", "WRONG", place, "refused");
    assertLine(outcome, "step files", "WRONG", "GITHUB_OUTPUT");
    assertLine(outcome, "cache", "ACTIONS_CACHE_URL not set");
    outcome.assertSays("a run can start");
  }

  @Test
  void missesTheArtifactServiceWhereAnUploadIsDemanded() {
    project.variable("GITHUB_ACTIONS", "true");

    assertLine(doctor().assertCode(ExitCode.PASSED), "artifacts", "none", "nothing is uploaded");
    Outcome demanded = doctor("--upload", "true").assertCode(ExitCode.PASSED);
    assertTrue(line(demanded, "artifacts").startsWith("MISSING"), demanded::said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "true"})
  void printsNoSecret(String workflow) throws IOException {
    List<String> secrets =
        List.of("token-of-the-job", "secret-of-a-path", "value-from-env", "pässw0rd");
    String place = refusingPlace();
    project
        .variable("GITHUB_ACTIONS", workflow)
        .variable("GITHUB_TOKEN", secrets.get(0))
        .variable("ACTIONS_RUNTIME_TOKEN", secrets.get(0))
        .variable("ACTIONS_RESULTS_URL", "http://me:" + secrets.get(3) + "@" + place + "/")
        .variable("ACTIONS_CACHE_URL", "http://" + place + "/" + secrets.get(1) + "/")
        .variable("https_proxy", "http://me:" + secrets.get(3) + "@" + place)
        .variable("INPUT_ENV", "KEY=" + secrets.get(2))
        .variable("INPUT_BEFORE", "export KEY=" + secrets.get(2) + "; exit 1")
        .variable("DB_PASSWORD", secrets.get(3));

    Outcome told = doctor("--verbose").assertCode(ExitCode.PASSED);
    Outcome red = project.run(Setup.chunks(1), "features").assertCode(ExitCode.CHUNK_FAILED);

    assertLine(told, "artifacts", place);
    assertLine(red, "cache", place);
    told.assertSaysNothingOf(secrets.toArray(String[]::new));
    red.assertSaysNothingOf(secrets.toArray(String[]::new));
  }

  /** The lines under the title, which have to come before all that was found. */
  private static List<String> opening(Outcome outcome) {
    List<String> lines = outcome.err().lines().toList();
    int title = lines.indexOf(TITLE + ":");
    assertTrue(title >= 0, outcome::said);
    int end = title + 1;
    while (lines.get(end).matches("(MISSING|WRONG|) .*")) {
      end++;
    }
    assertTrue(
        lines.subList(0, title).stream().noneMatch(line -> line.startsWith("FAILED")),
        outcome::said);
    return lines.subList(title + 1, end);
  }

  @Test
  void opensTheLogOfARunThatLostAChunk() {
    project.with(
        "== features/b.feature\nFeature: b\n  Scenario: x\n    Given Python runs os._exit(3)\n");
    Outcome outcome = project.run(Setup.chunks(2), "features").assertCode(ExitCode.CHUNK_FAILED);

    List<String> lines = opening(outcome);
    assertTrue(lines.size() <= MOST_LINES, outcome::said);
    assertLine(outcome, "Python", "3.11");
    assertLine(outcome, "packages", "SlipCover 1.1.0, behave 1.3.3");
    assertLine(outcome, "build-dir", project.path("build") + ", writable");
    outcome.assertSaysNothingOf("in use by another run", "a run can start", "WRONG", "MISSING");
    assertTrue(outcome.out().endsWith("(exit code 5)\n"), outcome.out());

    project
        .run(Setup.chunks(2), "--quiet", "features")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSaysNothingOf(TITLE);
  }

  @Test
  void opensTheLogOfAReplayThatIsLost() {
    project.with(
        "== features/b.feature\nFeature: b\n  Scenario: x\n    Given Python runs os._exit(3)\n");
    project.run(Setup.chunks(1), "features").assertCode(ExitCode.CHUNK_FAILED);

    Outcome again =
        project.command("run", "--plan", "build/slipcover-shard/plan.json", "--only-chunk", "1");

    assertFalse(opening(again.assertCode(ExitCode.CHUNK_FAILED)).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "USAGE, --build-dir=shop.py/build, build-dir, WRONG",
    "USAGE, --runner-args=--no-such-option, packages, SlipCover",
    "CHUNK_FAILED, --before=exit 3, packages, SlipCover",
    "COVERAGE_UNUSABLE, --omit=*, packages, SlipCover"
  })
  void opensTheLogWhereTheReasonMayLieOutsideOfTheTests(
      ExitCode code, String argument, String name, String text) {
    Outcome outcome = project.run(Setup.chunks(1), argument, "features").assertCode(code);

    assertFalse(opening(outcome).isEmpty());
    assertLine(outcome, name, text);
  }

  @Test
  void opensTheLogWhereThereIsNoPython() {
    Outcome outcome =
        project.command("run", "--python", "missing/python").assertCode(ExitCode.USAGE);

    assertFalse(opening(outcome).isEmpty());
    assertLine(outcome, "Python", "MISSING", "missing/python");
  }

  @Test
  void opensTheLogWherePackagesAreMissing() {
    project.with("== hidden/behave.py\nraise ImportError('hidden')\n");
    project.variable("PYTHONPATH", project.path("hidden").toString());

    Outcome outcome = project.run(Setup.chunks(1), "features").assertCode(ExitCode.USAGE);

    assertTrue(opening(outcome).size() <= MOST_LINES, outcome::said);
    assertLine(
        outcome, "packages", "MISSING", "behave cannot be imported", "it has SlipCover 1.1.0");
  }

  @Test
  void opensTheLogWithWhatIsTooOld() {
    putsASlipCoverBefore("__init__.py", "__version__ = '1.0.5'");

    Outcome outcome = project.run(Setup.chunks(1), "features").assertCode(ExitCode.USAGE);

    assertFalse(opening(outcome).isEmpty());
    assertLine(outcome, "packages", "MISSING", "SlipCover 1.0.5 is too old");
  }

  @Test
  void opensTheLogOfAWorkflowInAGroup() {
    project
        .variable("GITHUB_ACTIONS", "true")
        .variable("GITHUB_OUTPUT", project.path("shop.py/none").toString());
    Outcome outcome = project.run(Setup.chunks(1), "features").assertCode(ExitCode.SERVICE_FAILED);

    String said = outcome.said();
    int begin = said.indexOf("::group::" + TITLE + "\n");
    int end = said.indexOf("::endgroup::", begin);
    assertTrue(begin >= 0 && begin < said.indexOf("step files:"), said);
    assertTrue(said.indexOf("step files:") < end && end < said.indexOf("FAILED"), said);
  }

  @ParameterizedTest
  @CsvSource({
    "PASSED, --threshold=none",
    "TESTS_FAILED, --runner-args=--stop -D fails=yes",
    "GATE_FAILED, --threshold=100",
    "NO_TESTS, --runner-args=--tags=nowhere",
    "USAGE, --no-such-flag",
    "USAGE, --timeout-minutes=none"
  })
  void saysNothingWhereItIsNotAsked(ExitCode code, String argument) {
    project.with(
        "== features/a.feature\nFeature: a\n  Scenario: one\n    Given it works\n    Then Python runs"
            + " assert 'fails' not in context.config.userdata\n");
    project
        .run(Setup.chunks(1), argument, "features")
        .assertCode(code)
        .assertSaysNothingOf(TITLE, "TMPDIR");
  }
}
