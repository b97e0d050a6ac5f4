package com.cleveragents.slipcovershard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random patterns in random folders, beside Python's own glob. {@code -Dglob.seed=N} for others.
 */
class GlobIT {
  private static final List<String> NAMES =
      List.of("a", "b", "ab", "a.py", "b.py", "[a]", ".a", ".b.py", "a-b", "A", "b]", "a\udce9");
  private static final List<String> PARTS =
      List.of(
          "**", "**", "*", "*", "a", "b", ".a", "b/..", ".", "a*", "*.py", "?", "a?", "[ab]",
          "[!a]*", "[!a-b]", "[[]a]", ".*", "b[]]", "[a", "[b-a]*", "a**", "[-a]*", "*[!-a]", "",
          "a[.-p]*");
  private static final int PATTERNS = 600;

  @Test
  void findsWhatPythonFinds(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("glob.seed", System.nanoTime());
    Random random = new Random(seed);
    Path tree = Files.createDirectories(folder.toRealPath().resolve("tree"));
    List<Path> folders = new ArrayList<>(List.of(tree));
    plant(tree, 0, random, folders);
    plantLinks(tree, folder.toRealPath(), random, folders);
    List<String> patterns = new ArrayList<>();
    while (patterns.size() < PATTERNS) {
      patterns.add(pattern(random));
    }

    JsonNode found = ofPython(folder, tree, patterns);

    for (int number = 0; number < patterns.size(); number++) {
      SortedSet<String> expected = new TreeSet<>();
      found.get(number).forEach(name -> expected.add(name.asText()));
      String pattern = patterns.get(number);
      SortedSet<String> ours = Glob.of(pattern).expand(tree);
      SortedSet<String> notOurs = new TreeSet<>(expected);
      notOurs.removeAll(ours);
      ours.removeAll(expected);
      assertEquals("[] []", notOurs + " " + ours, pattern + ", seed " + seed);
    }
  }

  private static void plant(Path folder, int depth, Random random, List<Path> folders)
      throws IOException {
    for (String name : NAMES) {
      Path path = folder.resolve(SurrogateEscape.path(name));
      int kind = random.nextInt(5);
      if (kind == 0) {
        Files.createFile(path);
      } else if (kind < 3 && depth < 2) {
        folders.add(Files.createDirectory(path));
        plant(path, depth + 1, random, folders);
      }
    }
  }

  /** None leads to where it comes from: Python would walk in circles. */
  private static void plantLinks(Path tree, Path outside, Random random, List<Path> folders)
      throws IOException {
    Path other = Files.createDirectories(outside.resolve("other/a"));
    Files.createFile(other.resolve("b.py"));
    for (int number = 0; number < 5; number++) {
      Path at = folders.get(random.nextInt(folders.size()));
      Files.createSymbolicLink(at.resolve("link" + number), other.getParent());
      Files.createSymbolicLink(at.resolve("gone" + number), Path.of("nowhere"));
    }
    Files.createSymbolicLink(tree.resolve("x.py"), other.resolve("b.py"));
  }

  private static String pattern(Random random) {
    List<String> parts = new ArrayList<>();
    for (int length = 1 + random.nextInt(4); length > 0; length--) {
      parts.add(PARTS.get(random.nextInt(PARTS.size())));
    }
    String pattern = String.join("/", parts).replaceAll("^/+", "");
    return pattern.isEmpty() ? "*" : pattern;
  }

  private static JsonNode ofPython(Path folder, Path tree, List<String> patterns)
      throws IOException, InterruptedException {
    ObjectMapper json = new ObjectMapper();
    ArrayNode asked = json.createArrayNode();
    patterns.forEach(asked::add);
    Path questions = Files.writeString(folder.resolve("patterns.json"), asked.toString());
    Path answers = folder.resolve("found.json");
    String code =
        """
        import glob, json, sys
        patterns = json.load(open(sys.argv[1]))
        found = [sorted(set(glob.glob(p, recursive=True))) for p in patterns]
        json.dump(found, open(sys.argv[2], 'w'))
        """;
    Path python = TestEnvironments.of("3.13", "1.3.3").python();
    Process process =
        new ProcessBuilder(python.toString(), "-c", code, questions.toString(), answers.toString())
            .directory(tree.toFile())
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
    return json.readTree(answers.toFile());
  }
}
