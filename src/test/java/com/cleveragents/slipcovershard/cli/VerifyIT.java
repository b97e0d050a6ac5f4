package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --verify serial}: the whole suite once more in one process, and what it shows. */
class VerifyIT {
  private static final Pattern SAME =
      Pattern.compile(
          "verify: one process measured the same: \\d+ files, \\d+ lines(, \\d+ branches)? in"
              + " \\d+\\.\\d s");
  private static final String VERIFY = "build/slipcover-shard/verify.json";

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsTwoFeaturesThatDoNotKnowEachOther() {
    project =
        TestProject.in(folder)
            .with(
                """
                == shop.py
                warm = False
                def sell(price):
                    return "sold"
                def greet():
                    if warm:
                        return "again"
                    return "welcome"
                def count(known, new):
                    number = 0
                    if known:
                        number = 1
                    if new:
                        number = 2
                    return number
                == features/a.feature
                Feature: a
                  Scenario: works
                    Given it works
                == features/b.feature
                Feature: b
                  Scenario: greets
                    Given Python runs shop.greet()
                """);
  }

  /** What b does depends on whether a has been there before it. */
  private TestProject ordered(String stepOfB) {
    return project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: warms up
            Given Python runs shop.warm = True
            And Python runs shop.count(True, True)
        == features/b.feature
        Feature: b
          Scenario: greets
            Given Python runs %s
        """
            .formatted(stepOfB));
  }

  private static Stream<Setup> setups() {
    return Setup.all();
  }

  private static Stream<Setup> pairs() {
    return Setup.pairs();
  }

  private Outcome verified(Setup setup, String... flags) {
    return project.run(
        setup,
        Stream.concat(Stream.of("--verify", "serial"), Stream.of(flags)).toArray(String[]::new));
  }

  private static int chunkOf(Outcome outcome, String path) {
    for (JsonNode unit : outcome.json("build/slipcover-shard/ledger.json").path("units")) {
      if (unit.path("path").asText().equals(path)) {
        return unit.path("chunk").asInt();
      }
    }
    throw new AssertionError("not in the ledger: " + path);
  }

  private static void assertSame(Outcome outcome) {
    assertTrue(SAME.matcher(outcome.said()).find(), outcome::said);
    assertTrue(outcome.json(VERIFY).path("same").asBoolean());
    assertEquals(1, outcome.json(VERIFY).path("version").asInt());
  }

  @ParameterizedTest
  @MethodSource("setups")
  void isGreenWhereOneProcessMeasuresTheSame(Setup setup) {
    Outcome outcome = verified(setup).assertCode(ExitCode.PASSED);
    assertSame(outcome);
    assertTrue(outcome.has("build/slipcover-shard/serial.log"));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void comparesBranchesInPrivateCopiesAsWell(Setup setup) {
    assertSame(
        verified(setup, "--branch", "--isolate", "copy", "--source", ".")
            .assertCode(ExitCode.PASSED)
            .assertSays(" branches in "));
  }

  @Test
  void isNotAskedForByItself() {
    Outcome outcome = project.run(Setup.chunks(2)).assertCode(ExitCode.PASSED);
    outcome.assertSaysNothingOf("verify");
    assertFalse(outcome.has(VERIFY));
    assertFalse(outcome.has("build/slipcover-shard/serial.log"));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void namesFileLineAndChunkOfTestsThatDependOnTheirOrder(Setup setup) {
    ordered("shop.greet()");
    Outcome outcome = verified(setup).assertCode(ExitCode.COVERAGE_UNUSABLE);

    int chunk = chunkOf(outcome, "features/b.feature");
    outcome.assertSays(
        "than the chunks, in 1 file",
        "shop.py: line 7 only in chunks (chunk " + chunk + "); line 6 only in one process",
        "@slipcover_shard.whole");
    outcome.assertSaysNothingOf("measured the same");
    assertEquals("[7]", outcome.json(VERIFY).at("/files/shop.py/only_in_chunks/lines").toString());
    assertEquals(
        "[7]", outcome.json(VERIFY).at("/files/shop.py/chunks/" + chunk + "/lines").toString());
    assertFalse(outcome.json(VERIFY).path("same").asBoolean());
    assertTrue(outcome.has("build/coverage.json"), "that of the chunks is whole");
  }

  @Test
  void findsNothingInOneChunkOfTheSameOrder() {
    ordered("shop.greet()");
    assertSame(verified(Setup.chunks(1)).assertCode(ExitCode.PASSED));
  }

  @Test
  void comparesBranchesOfLinesThatBothExecute() {
    ordered("shop.count(not shop.warm, True)");
    verified(Setup.chunks(2)).assertCode(ExitCode.PASSED);
    verified(Setup.chunks(2), "--branch")
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("shop.py: branch 10->12 only in one process");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void tellsThatTestsFailInOneProcessOnlyAndKeepsTheOutputsOfTheChunks(Setup setup) {
    ordered("assert not shop.warm, 'too warm'");
    Outcome outcome =
        verified(
            setup,
            "--runner-args",
            "-f json -o out/behave.json -f plain -o out/plain.txt --junit --junit-directory reports");

    outcome.assertCode(ExitCode.COVERAGE_UNUSABLE);
    outcome.assertSays(
        "tests failed in one process and passed in chunks", "serial.log", "features/b.feature:2");
    assertEquals("failed", outcome.json(VERIFY).at("/tests/one_process").asText());
    assertEquals("passed", outcome.json("out/behave.json").at("/1/status").asText());
    assertFalse(outcome.has("out/plain.txt"), "it is kept chunk by chunk");
    assertTrue(outcome.has("out/plain.txt.chunk-1"));
    assertTrue(outcome.text("reports/TESTS-b.xml").contains("failures=\"0\""));
  }

  @Test
  void tellsThatTestsFailInChunksOnly() {
    ordered("assert shop.warm, 'too cold'");
    Outcome outcome = verified(Setup.chunks(2)).assertCode(ExitCode.COVERAGE_UNUSABLE);
    outcome.assertSays("too cold", "tests passed in one process and failed in chunks");
  }

  @Test
  void comparesAlsoWhenTestsFailEitherWay() {
    ordered("assert False");
    assertSame(verified(Setup.chunks(2)).assertCode(ExitCode.TESTS_FAILED));
  }

  @Test
  void isLeftOutWhereThereIsNothingWhole() {
    ordered("os._exit(3)");
    Outcome outcome = verified(Setup.chunks(2)).assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("verify: left out, there is nothing whole to compare with (exit code 5)");
    assertFalse(outcome.has("build/slipcover-shard/serial.log"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "print('going', flush=True) or os._exit(3) | ended with exit code 3",
        "os._exit(1)                               | ended with exit code 1 and left no coverage",
        "os.kill(os.getpid(), signal.SIGSEGV)      | was killed by SIGSEGV"
      })
  void isRedWhereOneProcessIsLost(String death, String how) {
    ordered("os.environ['SLIPCOVER_SHARD_CHUNKS'] == '1' and (" + death + ")");
    Outcome outcome = verified(Setup.chunks(2)).assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("verify: one process " + how, "serial.log");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void givesItThePlaceOfAFirstChunk(Setup setup) throws IOException {
    project
        .variable("GITHUB_TOKEN", "secret")
        .variable("GITHUB_OUTPUT", project.path("outputs").toString())
        .with(
            """
            == outputs
            == template.db
            no SQLite
            == features/b.feature
            Feature: b
              Scenario: tells of its place
                Given Python runs exec(open("place.py").read())
            == place.py
            e = os.environ
            db = e["SLIPCOVER_SHARD_TEMPLATE_DB"]
            words = [e["SLIPCOVER_SHARD_CHUNK"], e["SLIPCOVER_SHARD_CHUNKS"], e["ME"], os.path.basename(db)]
            words += [open(db).read().strip(), e.get("GITHUB_TOKEN", "-"), e.get("SLIPCOVER_SHARD_PROBE", "-")]
            words += [str("slipcover_shard_probe" in sys.modules), str(os.getpgrp() == os.getpid())]
            open(db, "w").write("used")
            open(e["GITHUB_OUTPUT"], "a").write("of a test")
            assert e["TMPDIR"].startswith("%s/ss-") and int(e["SLIPCOVER_SHARD_PORT_BASE"]) > 20000
            open("seen", "a").write(" ".join(words) + "\\n")
            """
                .formatted(project.temporary()));
    verified(setup, "--template-db", "template.db", "--env", "ME={chunk} of {chunks}")
        .assertCode(ExitCode.PASSED);

    List<String> seen = Files.readAllLines(project.path("seen"));
    assertEquals(
        "1 1 1 of 1 .template-migrated-1.db no SQLite - - False True", seen.get(1), seen::toString);
    assertFalse(Files.readString(project.path("outputs")).contains("of a test"));
  }

  @Test
  void copiesTheDatabaseForItAgain() throws IOException {
    project
        .with(
            """
            == features/b.feature
            Feature: b
              Scenario: adds a row
                Given Python runs exec(open("add.py").read())
            == add.py
            import sqlite3
            database = sqlite3.connect(os.environ["SLIPCOVER_SHARD_TEMPLATE_DB"])
            database.execute("insert into marks values ('x')")
            database.commit()
            rows = database.execute("select count(*) from marks").fetchone()[0]
            open("rows", "a").write("%d\\n" % rows)
            """)
        .python(
            Setup.chunks(1),
            "-c",
            "import sqlite3; d = sqlite3.connect('t.db'); d.execute('create table marks (m)')");
    verified(Setup.chunks(1), "--template-db", "t.db").assertCode(ExitCode.PASSED);
    assertEquals(List.of("1", "1"), Files.readAllLines(project.path("rows")));
  }

  @Test
  void isNotMisledBySuitesThatEndElsewhere() {
    project.with(
        """
        == features/environment.py
        import os
        def after_all(context):
            os.chdir(os.environ["TMPDIR"])
        """);
    assertSame(verified(Setup.chunks(2)).assertCode(ExitCode.PASSED));
    assertSame(verified(Setup.chunks(2), "--isolate", "copy").assertCode(ExitCode.PASSED));
  }

  @Test
  void saysWhatMayBeBehindNamesThatOnlyOneOfThemHas() {
    project.with(
        """
        == features/environment.py
        import os
        def after_all(context):
            os.chdir("/")
        """);
    verified(Setup.chunks(2))
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays(
            "shop.py: not measured by one process", "one that goes elsewhere has to come back");
  }

  @Test
  void endsAtTheDeadlineOfTheWholeRun() {
    ordered(
        "os.environ['SLIPCOVER_SHARD_CHUNKS'] == '1' and (open('hangs', 'w'), time.sleep(600))");
    project.clock(
        new SuppliedClock(
            () ->
                Files.exists(project.path("hangs"))
                    ? Instant.now().plus(Duration.ofMinutes(61))
                    : Instant.now()));
    verified(Setup.chunks(2))
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("verify: one process was ended: --timeout-minutes is over");
  }

  @Test
  void leavesNothingRunningThatItsTestsStarted() {
    project.with(
        """
        == features/b.feature
        Feature: b
          Scenario: leaves a process behind
            Given Python runs subprocess.Popen(["sleep", "600"])
        """);
    assertSame(verified(Setup.chunks(2)).assertCode(ExitCode.PASSED));
  }
}
