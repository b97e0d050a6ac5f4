package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * What others rely on: inputs, outputs, flags, exit codes and files. It is held against that of the
 * last release, {@code surface.txt}; what differs has to be told under Unreleased in CHANGELOG.md.
 */
class SurfaceTest {
  private static final Path RELEASED =
      Path.of("src/test/resources/com/cleveragents/slipcovershard/cli/surface.txt");
  private static final Path NOW = Path.of("target/surface.txt");

  @Test
  void differsFromTheLastReleaseOnlyInWhatTheChangelogTells() throws IOException {
    SortedSet<String> now = surface();
    Files.write(NOW, now);

    List<String> untold =
        untold(new TreeSet<>(Files.readAllLines(RELEASED)), now, unreleased(changelog()));

    assertEquals(
        List.of(),
        untold,
        "tell each of these in CHANGELOG.md under Unreleased, its name in `backticks`; after a"
            + " release, copy %s to %s".formatted(NOW, RELEASED));
  }

  @Test
  void wouldNoticeAChange() {
    SortedSet<String> released = new TreeSet<>(List.of("input chunks", "output total", "exit 3"));
    SortedSet<String> now = new TreeSet<>(List.of("input chunks", "output sum", "exit 3"));

    assertEquals(List.of("+ output sum"), untold(released, now, "- The `total`s"));
    assertEquals(List.of("- output total"), untold(released, now, "- `sum` is new"));
    assertEquals(List.of(), untold(released, now, "- `total` is called `sum`"));
    assertEquals("a\n", unreleased("x\n## [Unreleased]\na\n## [1.0.0] - 2026-01-01\nb\n"));
  }

  private static List<String> untold(
      SortedSet<String> released, SortedSet<String> now, String told) {
    SortedSet<String> changes = new TreeSet<>();
    now.stream().filter(it -> !released.contains(it)).forEach(it -> changes.add("+ " + it));
    released.stream().filter(it -> !now.contains(it)).forEach(it -> changes.add("- " + it));
    return changes.stream()
        .filter(it -> !told.contains("`" + it.replaceFirst(".* ", "") + "`"))
        .toList();
  }

  private static String changelog() throws IOException {
    return Files.readString(Path.of("CHANGELOG.md"));
  }

  private static String unreleased(String changelog) {
    return changelog.replaceFirst("(?s).*?\n## \\[Unreleased]\n(.*?)(\n## .*|\\z)", "$1\n");
  }

  private SortedSet<String> surface() throws IOException {
    SortedSet<String> surface = new TreeSet<>();
    JsonNode action = new YAMLMapper().readTree(Files.readString(Path.of("action.yml")));
    action.path("inputs").fieldNames().forEachRemaining(name -> surface.add("input " + name));
    action.path("outputs").fieldNames().forEachRemaining(name -> surface.add("output " + name));
    for (ExitCode code : ExitCode.values()) {
      surface.add("exit code " + code.number());
    }
    surface.addAll(flags());
    surface.addAll(files());
    assertTrue(surface.size() > 150, surface.toString());
    return surface;
  }

  private static Collection<String> flags() {
    SortedSet<String> flags = new TreeSet<>();
    Invocation invocation = Invocation.ofProcess();
    for (Object command :
        List.of(
            new RunCommand(invocation),
            new PlanCommand(invocation),
            new MergeCommand(invocation),
            new ReportCommand(invocation),
            new DoctorCommand(invocation))) {
      CommandLine line = new CommandLine(command);
      line.getCommandSpec()
          .optionsMap()
          .keySet()
          .forEach(name -> flags.add(line.getCommandName() + " " + name));
    }
    return flags;
  }

  /** As the table of the contract has them. */
  private static Collection<String> files() throws IOException {
    String section =
        Files.readString(Path.of("docs/contract.md"))
            .replaceFirst("(?s).*\n## Files in build-dir[^\n]*", "")
            .replaceFirst("(?s)\n## .*", "");
    SortedSet<String> files = new TreeSet<>();
    section
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(0, line.indexOf('|', 1)))
        .flatMap(cell -> Arrays.stream(cell.split("`", -1)))
        .filter(part -> Pattern.matches("[\\w./<>-]+", part))
        .forEach(file -> files.add("file " + file));
    assertTrue(files.contains("file coverage-chunk-<n>.json"), files.toString());
    return files;
  }
}
