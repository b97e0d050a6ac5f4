package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** action.yml, the flags of {@code run}, and the contract tell of the same settings and outputs. */
class ActionFileTest {
  private static final Pattern FLAG = Pattern.compile("--([a-z][a-z-]+)");

  private final JsonNode action;
  private @TempDir Path folder;

  ActionFileTest() throws IOException {
    action = new YAMLMapper().readTree(Files.readString(Path.of("action.yml")));
  }

  private static SortedSet<String> names(Iterable<String> names) {
    return StreamSupport.stream(names.spliterator(), false)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void hasTheFlagsAsInputs() {
    String help = TestProject.in(folder).command("run", "--help").out();
    SortedSet<String> flags =
        FLAG.matcher(help)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    flags.removeAll(List.of("help", "version", "plan", "only-chunk")); // for people, not workflows
    flags.add("paths");
    DeprecatedInputs.OURS.all().forEach(renamed -> flags.add(renamed.name()));

    assertEquals(flags, names(() -> action.path("inputs").fieldNames()));
  }

  /** A word that is none would let nothing pass, and nobody would see it. */
  @Test
  void hasAllThatListsOfSettingsName() {
    Set<String> inputs = names(() -> action.path("inputs").fieldNames());
    assertTrue(inputs.containsAll(GivenSettings.OF_A_MERGE), inputs::toString);
    assertTrue(inputs.containsAll(GivenSettings.OF_ONE_MACHINE), inputs::toString);
  }

  @Test
  void hasTheOutputsOfTheContract() throws IOException {
    String section =
        Files.readString(Path.of("docs/contract.md"))
            .replaceFirst("(?s).*\n## Step outputs", "")
            .replaceFirst("(?s)\n## .*", "");
    SortedSet<String> documented =
        section
            .lines()
            .filter(line -> line.startsWith("| `"))
            .flatMap(line -> Pattern.compile("`([a-z-]+)`").matcher(cell(line)).results())
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(documented, names(() -> action.path("outputs").fieldNames()));
  }

  private static String cell(String row) {
    return row.substring(0, row.indexOf('|', 1));
  }

  /** A default would hide the names in the environment; runners refuse what they do not know. */
  @Test
  void hasOnlyWhatRunnersTake() {
    assertEquals(
        names(List.of("name", "description", "author", "inputs", "outputs", "runs", "branding")),
        names(action::fieldNames));
    for (String part : List.of("inputs", "outputs")) {
      for (JsonNode entry : action.path(part)) {
        assertEquals(names(List.of("description")), names(entry::fieldNames));
        assertTrue(entry.path("description").asText().endsWith("."), entry.toString());
      }
    }
    assertEquals("docker", action.at("/runs/using").asText());
    assertFalse(action.path("runs").has("args"));
  }
}
