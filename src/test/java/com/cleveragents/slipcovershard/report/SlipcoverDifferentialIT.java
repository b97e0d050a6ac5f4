package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.cleveragents.slipcovershard.coverage.Coverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds our merge and our formats against what SlipCover itself makes of the same files. */
class SlipcoverDifferentialIT {
  /** The first of the seeds, another one in each run: {@code -Dmerges.seed=N} repeats one. */
  private static final long FIRST_SEED =
      Long.getLong("merges.seed", ThreadLocalRandom.current().nextLong(1_000_000_000));

  private static final int MERGES = Integer.getInteger("merges.count", 2000);

  /** So many are made while SlipCover is at one of them. */
  private static final int AHEAD = 8;

  private static final Path FAILED = Path.of("target", "failed-merges").toAbsolutePath();

  private final Path directory;

  SlipcoverDifferentialIT(@TempDir Path directory) throws IOException {
    this.directory = directory.toRealPath();
  }

  @ParameterizedTest
  @CsvSource({"true, 2, 99, false, 80", "true, 4, 1, true, 12", "false, 3, 99, true, 80"})
  void mergesWhatRealProgramsLeft(
      boolean branches, int parts, int depth, boolean skipCovered, int width)
      throws IOException, InterruptedException {
    SlipcoverProgram slipcover = SlipcoverProgram.installed();
    writeProject();
    Files.createDirectory(directory.resolve("real"));
    List<String> files = new ArrayList<>();
    for (int part = 1; part <= parts; part++) {
      files.add("part-" + part + ".json");
      List<String> arguments = new ArrayList<>(branches ? List.of("--branch") : List.of());
      arguments.addAll(List.of("--json", "--out", "real/part-" + part + ".json"));
      arguments.addAll(List.of("run.py", "" + part));
      slipcover.run(directory, arguments);
    }
    MergeCase merge =
        new MergeCase(
            "real",
            files,
            ReportOptions.of(directory, branches)
                .withXmlPackageDepth(depth)
                .withText(skipCovered, width),
            false);
    try (SlipcoverOracle oracle = slipcover.oracle(directory)) {
      oracle.begin(merge);
      oracle.finish();
    }
    assertEquals(Optional.empty(), merge.difference());
  }

  @Test
  void mergesMadeUpMeasurements() throws IOException, InterruptedException {
    // A reporter's entry would not reach Maven's output.
    System.out.println("merges.seed=" + FIRST_SEED + " merges.count=" + MERGES);
    MadeUpMerge.writeSources(directory);
    try (SlipcoverOracle oracle = SlipcoverProgram.installed().oracle(directory)) {
      Queue<MadeUpMerge> begun = new ArrayDeque<>();
      List<MadeUpMerge> different = new ArrayList<>();
      for (int made = 0; made < MERGES + AHEAD; made++) {
        if (made < MERGES) {
          MadeUpMerge merge = MadeUpMerge.of(FIRST_SEED + made, directory);
          oracle.begin(merge.written("seed-" + merge.seed(), merge.parts()));
          begun.add(merge);
        }
        if (made >= AHEAD) {
          MadeUpMerge merge = begun.remove();
          oracle.finish();
          if (merge.inFolder("seed-" + merge.seed()).difference().isPresent()) {
            different.add(merge);
          }
        }
      }
      if (!different.isEmpty()) {
        explain(different, oracle);
      }
    }
  }

  /** Keeps the first that failed, as small as it gets. */
  private static void explain(List<MadeUpMerge> different, SlipcoverOracle oracle)
      throws IOException {
    MadeUpMerge first = different.get(0);
    String kind = kind(difference(first, first.parts(), oracle));
    MergeShrinker shrinker =
        new MergeShrinker(
            parts -> first.allows(parts) && kind(difference(first, parts, oracle)).equals(kind));
    List<Coverage> least = shrinker.shrunk(first.parts());
    String words = difference(first, least, oracle).orElse("nothing");
    MergeCase shrunk = first.inFolder("shrunk").withFiles(least.size());
    Path kept = shrunk.keep(FAILED.resolve("" + first.seed()));
    fail(
        "seeds "
            + different.stream().map(MadeUpMerge::seed).toList()
            + " differ; the first, made smaller, is kept in "
            + kept
            + ": "
            + words);
  }

  /** So that one difference does not shrink to another. */
  private static String kind(Optional<String> difference) {
    return difference.map(words -> words.lines().findFirst().orElse("")).orElse("none");
  }

  private static Optional<String> difference(
      MadeUpMerge merge, List<Coverage> parts, SlipcoverOracle oracle) throws IOException {
    MergeCase smaller = merge.written("shrunk", parts);
    oracle.begin(smaller);
    oracle.finish();
    return smaller.difference();
  }

  /** Every part runs other lines; a quarter of the files is not run at all. */
  private void writeProject() throws IOException {
    StringBuilder imports = new StringBuilder("import sys\npart = int(sys.argv[1])\n");
    Random random = new Random(4);
    for (int module = 0; module < 24; module++) {
      String name = "m" + module;
      Path folder = Files.createDirectories(directory.resolve("pkg" + module % 3).resolve("sub"));
      Path file = module % 2 == 0 ? folder : directory.resolve("pkg" + module % 3);
      StringBuilder source = new StringBuilder();
      for (int function = 0; function < 5; function++) {
        source.append(function(function, random));
      }
      Files.writeString(file.resolve(name + ".py"), source);
      String qualified = "pkg" + module % 3 + (module % 2 == 0 ? ".sub" : "") + "." + name;
      imports.append("if part != " + (module % 4 + 1) + ":\n");
      imports.append("    import " + qualified + " as " + name + "\n");
      for (int function = 0; function < 5; function++) {
        imports.append("    " + name + ".f" + function + "(part, [])\n");
      }
    }
    Files.writeString(directory.resolve("run.py"), imports);
  }

  private static String function(int number, Random random) {
    return """
        def f%1$d(x, seen):
            for i in range(x):
                if i == %2$d:
                    continue
                seen.append(i)

                # A comment between.
                while len(seen) > %3$d:
                    seen.pop()
                    if x > %2$d:
                        break
            else:
                return seen
            if x == %3$d:
                return None

        """
        .formatted(number, random.nextInt(4), random.nextInt(4));
  }
}
