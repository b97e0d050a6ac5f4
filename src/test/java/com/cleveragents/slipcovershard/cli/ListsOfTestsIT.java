package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test files in which each process, or each machine, finds other tests. */
@Execution(ExecutionMode.CONCURRENT)
class ListsOfTestsIT {
  private static final String DIFFERS = "its list of tests differs between processes";

  /**
   * Draws names; the second file has ids that are the same in each process, and the values are not.
   */
  private static final String SETS =
      """
      == tests/test_names.py
      import pytest

      @pytest.mark.parametrize("name", {"john", "kate", "alfred", "paul", "mary", "zoe"})
      def test_name(name):
          assert name != "kate"
      == tests/test_pairs.py
      import pytest

      @pytest.mark.parametrize("pair", {(n, 1) for n in ("john", "kate", "alfred", "paul", "mary", "zoe")})
      def test_pair(pair):
          assert pair[0]
      """;

  /** A list that ORDER turns round, and so do all processes but the first ones that SEEN counts. */
  private static final String TURNED =
      """
      == tests/test_names.py
      import os, pytest

      NAMES = sorted({"john", "kate", "alfred", "paul", "mary", "zoe"}, reverse="ORDER" in os.environ)
      if "SEEN" in os.environ:
          first, path = os.environ["SEEN"].split(":")
          with open(path, "a+") as seen:
              seen.write("x")
              seen.seek(0)
              if len(seen.read()) > int(first):
                  NAMES = NAMES[::-1]

      @pytest.mark.parametrize("name", NAMES)
      def test_name(name):
          assert name
      """;

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void draws() throws IOException {
    project = empty(TestProject.in(folder, "lists").empty());
  }

  /** Merges refuse settings that are for runs. */
  private static TestProject empty(TestProject project) {
    return project.variable("INPUT_GRANULARITY", "").variable("INPUT_RETRY-CRASHED", "");
  }

  private Outcome run(int chunks, String... more) {
    List<String> all = new ArrayList<>(List.of("--runner=pytest", "--granularity=auto"));
    all.addAll(List.of(more));
    all.add("tests");
    return project.run(Setup.chunks(chunks), all.toArray(String[]::new));
  }

  private void prove(int chunks) {
    project.prove(Setup.chunks(chunks), "--runner=pytest", "tests");
  }

  private Outcome shard(int number, int chunks, String... more) {
    List<String> all =
        new ArrayList<>(List.of("--shard=" + number + "/2", "--build-dir=parts/" + number));
    all.addAll(List.of(more));
    return run(chunks, all.toArray(String[]::new));
  }

  private Outcome merge() {
    return project.command("run", "--mode=merge", "--shards=2", "parts/1", "parts/2");
  }

  private static Map<String, String> ends(JsonNode ledger) {
    Map<String, String> ends = new TreeMap<>();
    for (JsonNode unit : ledger.path("units")) {
      for (JsonNode test : unit.path("scenarios")) {
        String other = ends.put(test.path("location").asText(), test.path("end").asText());
        assertEquals(null, other, "twice: " + test);
      }
    }
    return ends;
  }

  @Test
  void keepsFilesWholeWhoseListsDiffer() {
    project.with(SETS);
    for (int number = 1; number <= 2; number++) {
      shard(number, 2);
    }
    Outcome merged =
        merge()
            .assertCode(ExitCode.TESTS_FAILED)
            .assertSays("tests/test_names.py::test_name[kate]");
    Map<String, String> ends = ends(merged.json("build/slipcover-shard/ledger.json"));
    assertEquals(12, ends.size(), ends::toString);
    assertEquals("failed", ends.get("tests/test_names.py::test_name[kate]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[str(uuid.uuid4()) for _ in range(6)]", "[object() for _ in range(6)]"})
  void splitsNoListThatChanges(String values) {
    project.with(
        """
        == tests/test_drawn.py
        import pytest, uuid

        @pytest.mark.parametrize("value", %s)
        def test_drawn(value):
            pass
        """
            .formatted(values));
    run(2).assertCode(ExitCode.PASSED);
    run(2, "--split=queue", "--verify=serial")
        .assertCode(ExitCode.PASSED)
        .assertSaysNothingOf("is split");
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "queue"})
  void keepsAFileWholeInWhichASecondProcessFindsAnotherList(String split) {
    project.with(TURNED);
    prove(2);
    run(2, "--env=SEEN=1:" + folder.resolve("seen"), "--split", split)
        .assertCode(ExitCode.PASSED)
        .assertSays("tests/test_names.py is not split: " + DIFFERS + " (e.g. test_name[");
  }

  @Test
  void refusesPiecesOfOtherListsOnAnotherMachine() {
    project.with(TURNED);
    prove(2);
    String timings = "--timings=build/slipcover-shard/timings.json";
    shard(1, 2, timings).assertCode(ExitCode.PASSED).assertSays("is split");
    shard(2, 2, timings, "--env=ORDER=turned").assertCode(ExitCode.PASSED);
    String[] merge = {"run", "--mode=merge", "--shards=2", "--build-dir=all", "parts/1", "parts/2"};
    project
        .command(merge)
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("the lists of tests of files that are split differ between shard 1 of 2")
        .assertSaysNothingOf("has changed");
    // The list of the proof takes the place of a second process.
    shard(1, 1, timings).assertCode(ExitCode.PASSED).assertSays("is split");
    shard(2, 1, timings).assertCode(ExitCode.PASSED).assertSays("is split");
    Outcome merged = project.command(merge).assertCode(ExitCode.PASSED);
    assertEquals(6, ends(merged.json("all/slipcover-shard/ledger.json")).size());
  }

  @Test
  void isRedWhereAThirdProcessFindsAnotherList() {
    project.with(TURNED);
    prove(3);
    run(3, "--env=SEEN=2:" + folder.resolve("seen"))
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays(
            "the list of tests of tests/test_names.py differs between processes, so its pieces do"
                + " not prove")
        .assertSaysNothingOf("has changed since");
  }

  @Test
  void runsNoOtherTestsThanThePlanMeant() {
    project.with(TURNED);
    prove(2);
    run(2).assertCode(ExitCode.PASSED).assertSays("is split");
    String[] replay = {"run", "--plan", "build/slipcover-shard/plan.json", "--only-chunk", "2"};
    project.command(replay).assertCode(ExitCode.PASSED);
    project.variable("INPUT_ENV", "ORDER=turned");
    project
        .command(replay)
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("the list of tests of tests/test_names.py differs between processes")
        .assertSaysNothingOf("has changed since");
    project.with(TURNED.replace("\"zoe\"", "\"eve\"")).variable("INPUT_ENV", "");
    project.command(replay).assertSays("tests/test_names.py has changed since it was split");
  }

  @Test
  void aRetryOfAnotherTestChangesNothing() {
    project.with(
        SETS.replace("assert pair[0]", "assert pair[0] != 'kate'")
            + """
            == tests/test_random.py
            import pytest, uuid

            @pytest.mark.parametrize("value", [uuid.uuid4().hex])
            def test_random(value):
                open("tried", "a").write("x")
                assert open("tried").read() != "x"
            """);
    Outcome outcome =
        run(1, "--retry-failed=1")
            .assertCode(ExitCode.TESTS_FAILED)
            .assertSays("what failed in tests/test_random.py cannot be tried again: " + DIFFERS);
    List<String> failed =
        outcome.ends().entrySet().stream()
            .filter(end -> end.getValue().equals("failed"))
            .map(end -> end.getKey().replaceFirst("\\[.*", ""))
            .toList();
    assertEquals(
        List.of(
            "tests/test_names.py::test_name",
            "tests/test_pairs.py::test_pair",
            "tests/test_random.py::test_random"),
        failed);
  }

  @Test
  void whatACrashLeavesMustBeFoundAgain() {
    project.with(
        """
        == tests/test_random.py
        import os, pytest, uuid

        @pytest.mark.parametrize("value", [uuid.uuid4().hex for _ in range(3)])
        def test_random(value):
            if not os.path.exists("crashed"):
                open("crashed", "w")
                os._exit(1)
        """);
    run(1, "--retry-crashed=1")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays(
            "the list of tests of tests/test_random.py differs between processes, so what is left"
                + " of it after a crash cannot be named")
        .assertSaysNothingOf("has changed since");
  }

  @Test
  void ofBehaveAreComparedAsWell() throws IOException {
    project =
        empty(TestProject.in(folder, "features"))
            .with(
                """
                == features/other.feature
                Feature: Other
                  Scenario: other
                    Given it works
                == make.py
                import os
                with open("features/made.feature", "w") as file:
                    file.write("Feature: Made\\n")
                    for number in range(6):
                        name = os.environ.get("MACHINE", "any")
                        file.write("  Scenario: %s %d\\n    Given it works\\n" % (name, number))
                """);
    project.prove(Setup.chunks(2), "--before=python3 make.py", "features");
    for (int number = 1; number <= 2; number++) {
      project
          .run(
              Setup.chunks(2),
              "--shard=" + number + "/2",
              "--build-dir=parts/" + number,
              "--granularity=auto",
              "--timings=build/slipcover-shard/timings.json",
              "--before=python3 make.py",
              number == 1 ? "--env=MACHINE=any" : "--env=MACHINE=other",
              "features")
          .assertCode(ExitCode.PASSED);
    }
    merge()
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("the lists of tests of files that are split differ", "features/made.feature")
        .assertSaysNothingOf("has changed since");
  }
}
