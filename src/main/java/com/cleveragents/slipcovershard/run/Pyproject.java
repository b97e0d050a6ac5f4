package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a project says about its packaging, in pyproject.toml and by having a setup.py or setup.cfg.
 *
 * @param root the tables of pyproject.toml; empty without that file
 * @param setuptoolsFiles whether there is a setup.py or a setup.cfg with metadata
 */
record Pyproject(JsonNode root, boolean setuptoolsFiles) {
  static final String FILE = "pyproject.toml";

  /** Extras and groups of these names are taken to hold what the suite needs. */
  static final List<String> TEST_NAMES =
      List.of("behave", "bdd", "dev", "test", "testing", "tests");

  /** A requirement that names extras: {@code library[test, docs]}. */
  private static final Pattern WITH_EXTRAS =
      Pattern.compile("\\s*([A-Za-z0-9._-]+)\\s*\\[([^]]*)]\\s*");

  static Pyproject read(Path directory) {
    Path file = directory.resolve(FILE);
    TomlMapper toml = new TomlMapper();
    try {
      JsonNode root =
          Files.isRegularFile(file)
              ? toml.readTree(Files.readString(file))
              : toml.createObjectNode();
      boolean setuptoolsFiles =
          Files.isRegularFile(directory.resolve("setup.py"))
              || (Files.isRegularFile(directory.resolve("setup.cfg"))
                  && Files.readString(directory.resolve("setup.cfg"))
                      .lines()
                      .anyMatch(line -> line.strip().equals("[metadata]")));
      return new Pyproject(root, setuptoolsFiles);
    } catch (JsonProcessingException e) {
      throw new ShardException(
          ExitCode.USAGE,
          file
              + " is no TOML, line "
              + (e.getLocation() == null ? 0 : e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage()
              + ". Correct it, or give the packages with --install",
          e);
    } catch (IOException e) {
      throw new ShardException(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether installers can install the project itself, not only what it depends on. */
  boolean isPackage() {
    boolean declined =
        isFalse(root.at("/tool/uv/package")) || isFalse(root.at("/tool/poetry/package-mode"));
    return !declined && (root.has("build-system") || setuptoolsFiles);
  }

  private static boolean isFalse(JsonNode node) {
    return node.isBoolean() && !node.booleanValue();
  }

  /** Whether there is anything in it that an installer without a lock file could install. */
  boolean isInstallable() {
    return isPackage() || root.has("project") || root.has("dependency-groups");
  }

  /** The names of the test extras; where only the build backend knows them, all that may be. */
  List<String> testExtras() {
    boolean dynamic = false;
    for (JsonNode name : root.at("/project/dynamic")) {
      dynamic |= name.asText().equals("optional-dependencies");
    }
    if (isPackage() && (dynamic || !root.has("project"))) {
      return TEST_NAMES; // installers only warn of extras that do not exist
    }
    return testNames(root.at("/project/optional-dependencies"));
  }

  /** The names of the test groups. */
  List<String> testGroups() {
    return testNames(root.path("dependency-groups"));
  }

  /** As {@link #testExtras}, of a project that Poetry locked. */
  List<String> poetryExtras() {
    List<String> names = new ArrayList<>(testNames(root.at("/project/optional-dependencies")));
    names.addAll(testNames(root.at("/tool/poetry/extras")));
    return names.stream().distinct().toList();
  }

  /** The test groups that Poetry installs only when asked. */
  List<String> poetryOptionalGroups() {
    JsonNode groups = root.at("/tool/poetry/group");
    return testNames(groups).stream()
        .filter(name -> groups.path(name).path("optional").asBoolean())
        .toList();
  }

  private static List<String> testNames(JsonNode table) {
    List<String> names = new ArrayList<>();
    table
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (TEST_NAMES.contains(normalized(name))) {
                names.add(name);
              }
            });
    return names.stream().sorted().toList();
  }

  /** All that the test groups require, with the groups that they include. */
  List<String> groupRequirements() {
    Set<String> requirements = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    testGroups().forEach(group -> addGroup(group, requirements, seen));
    return List.copyOf(requirements);
  }

  private void addGroup(String name, Set<String> requirements, Set<String> seen) {
    if (!seen.add(normalized(name))) {
      return;
    }
    Map<String, JsonNode> groups = new TreeMap<>();
    root.path("dependency-groups")
        .properties()
        .forEach(entry -> groups.put(normalized(entry.getKey()), entry.getValue()));
    JsonNode group = groups.get(normalized(name));
    if (group == null) {
      throw new ShardException(
          ExitCode.USAGE,
          FILE + ": [dependency-groups] has no group " + name + " that another one includes");
    }
    for (JsonNode item : group) {
      if (item.isTextual()) {
        requirements.add(item.textValue());
      } else if (item.path("include-group").isTextual()) {
        addGroup(item.path("include-group").textValue(), requirements, seen);
      }
    }
  }

  /** All that the project and its test extras and groups require, for a project without package. */
  List<String> requirements() {
    Set<String> requirements = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    root.at("/project/dependencies")
        .forEach(item -> addRequirement(item.asText(), requirements, seen));
    testExtras().forEach(extra -> addExtra(extra, requirements, seen));
    groupRequirements().forEach(item -> addRequirement(item, requirements, seen));
    return List.copyOf(requirements);
  }

  private void addExtra(String extra, Set<String> requirements, Set<String> seen) {
    if (seen.add(normalized(extra))) {
      root.at("/project/optional-dependencies")
          .properties()
          .forEach(
              entry -> {
                if (normalized(entry.getKey()).equals(normalized(extra))) {
                  entry
                      .getValue()
                      .forEach(item -> addRequirement(item.asText(), requirements, seen));
                }
              });
    }
  }

  /** An extra may name the project itself with other extras, which no index could resolve. */
  private void addRequirement(String item, Set<String> requirements, Set<String> seen) {
    Matcher self = WITH_EXTRAS.matcher(item);
    String project = normalized(root.at("/project/name").asText());
    if (self.matches() && normalized(self.group(1)).equals(project)) {
      for (String extra : self.group(2).split(",", -1)) {
        addExtra(extra.strip(), requirements, seen);
      }
    } else {
      requirements.add(item);
    }
  }

  private static String normalized(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }
}
