package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.report.ReportOptions;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table {@code [tool.slipcover]} of the pyproject.toml that SlipCover itself would read. The
 * chunks read it as well; here are the settings that concern the whole run.
 *
 * @param file where it was read; empty if there is none
 */
record SlipCoverTable(Optional<Path> file, JsonNode table) {
  private static final List<String> ROOT_MARKERS =
      List.of(".git", ".hg", ".svn", "setup.py", "setup.cfg");
  private static final int MOST_PARENTS = 3;

  /** Looks where SlipCover looks: in the directory and up to three above, within the project. */
  static SlipCoverTable find(Path directory, Map<String, String> environment, Mistakes mistakes) {
    Optional<Path> home = Optional.ofNullable(environment.get("HOME")).map(Path::of);
    Path place = directory;
    for (int depth = 0; place != null; depth++, place = place.getParent()) {
      Path candidate = place.resolve("pyproject.toml");
      if (Files.isRegularFile(candidate)) {
        return read(candidate, mistakes);
      }
      Path here = place;
      if (depth >= MOST_PARENTS
          || home.filter(here::equals).isPresent()
          || ROOT_MARKERS.stream().anyMatch(marker -> Files.exists(here.resolve(marker)))) {
        break;
      }
    }
    return new SlipCoverTable(Optional.empty(), MissingNode.getInstance());
  }

  private static SlipCoverTable read(Path file, Mistakes mistakes) {
    TomlMapper toml = new TomlMapper();
    try {
      JsonNode table = toml.readTree(Files.readString(file)).path("tool").path("slipcover");
      return new SlipCoverTable(Optional.of(file), table);
    } catch (JacksonException e) {
      mistakes.add(
          file.getFileName().toString(), file + " is no valid TOML: " + e.getOriginalMessage());
      return new SlipCoverTable(Optional.of(file), MissingNode.getInstance());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<String> failUnder() {
    return Optional.of(table.path("fail-under")).filter(JsonNode::isNumber).map(JsonNode::asText);
  }

  boolean branch() {
    return table.path("branch").asBoolean(false);
  }

  /** Directories or patterns as SlipCover's flag takes them: comma-separated. */
  Optional<String> list(String key) {
    JsonNode value = table.path(key);
    if (value.isArray()) {
      List<String> parts = new ArrayList<>();
      value.forEach(part -> parts.add(part.asText()));
      return Optional.of(String.join(",", parts));
    }
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  /** What the table says of the look of reports. */
  ReportOptions applyTo(ReportOptions options) {
    return options
        .withText(
            table.path("skip-covered").asBoolean(options.skipCovered()),
            table.path("missing-width").asInt(options.missingWidth()))
        .withXmlPackageDepth(table.path("xml-package-depth").asInt(options.xmlPackageDepth()));
  }
}
