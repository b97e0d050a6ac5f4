package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.CoverageReader;
import com.cleveragents.slipcovershard.coverage.SourcePaths;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One merge, to be done by SlipCover and by us in the same directory.
 *
 * @param folder where its files are, relative to the directory that the options name
 * @param files the names of its inputs
 * @param options how it is to be reported
 * @param aliases sources may have several spellings, so they are to be joined
 */
record MergeCase(String folder, List<String> files, ReportOptions options, boolean aliases) {
  static final List<String> FORMATS = List.of("json", "xml", "lcov");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A merge of these measurements, whose files are written. */
  static MergeCase written(
      String folder, List<Coverage> parts, ReportOptions options, boolean aliases)
      throws IOException {
    Path place = Files.createDirectories(options.directory().resolve(folder));
    List<String> files = new ArrayList<>();
    for (Coverage part : parts) {
      String file = name(files.size() + 1);
      files.add(file);
      Files.writeString(place.resolve(file), Fixture.written(Fixture.of(part), ReportFormat.JSON));
    }
    return new MergeCase(folder, files, options, aliases);
  }

  /** The same with so many inputs. */
  MergeCase withFiles(int count) {
    List<String> names = new ArrayList<>();
    for (int part = 1; part <= count; part++) {
      names.add(name(part));
    }
    return new MergeCase(folder, names, options, aliases);
  }

  /** Copies its files, and SlipCover's commands, to where they outlive the test. */
  Path keep(Path place) throws IOException {
    Path kept = Files.createDirectories(place);
    Path from = options.directory().resolve(folder);
    List<String> names = new ArrayList<>(files);
    FORMATS.forEach(format -> names.addAll(List.of("merged." + format, format + ".printed")));
    for (String name : names) {
      Files.copy(from.resolve(name), kept.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> commands = new ArrayList<>(List.of("In " + options.directory() + ":"));
    for (String format : FORMATS) {
      commands.add("python -m slipcover " + String.join(" ", quoted(arguments(format))));
    }
    Files.write(kept.resolve("commands.txt"), commands);
    return kept;
  }

  private static List<String> quoted(List<String> words) {
    return words.stream().map(word -> "'" + word + "'").toList();
  }

  private static String name(int part) {
    return "part-" + part + ".json";
  }

  /** Where SlipCover prints to while it writes the format. */
  String printed(String format) {
    return folder + "/" + format + ".printed";
  }

  /** SlipCover's command for the format. */
  List<String> arguments(String format) {
    List<String> arguments = new ArrayList<>(List.of("--format", format));
    if (options.branches()) {
      arguments.add("--branch");
    }
    if (options.skipCovered()) {
      arguments.add("--skip-covered");
    }
    arguments.addAll(List.of("--missing-width", "" + options.missingWidth()));
    arguments.addAll(List.of("--xml-package-depth", "" + options.xmlPackageDepth()));
    if (options.pretty()) {
      arguments.add("--pretty-print");
    }
    options.lcov().testName().ifPresent(n -> arguments.addAll(List.of("--lcov-test-name", n)));
    options.lcov().comments().forEach(c -> arguments.addAll(List.of("--lcov-comment", c)));
    arguments.addAll(List.of("--out", out(format), "--merge"));
    files.forEach(file -> arguments.add(folder + "/" + file));
    return arguments;
  }

  /** In what our files differ from those that SlipCover has written, if in anything. */
  Optional<String> difference() throws IOException {
    Report report;
    try {
      report = Fixture.of(merged(), options);
    } catch (RuntimeException e) {
      return Optional.of("we: " + e.getClass() + "\n" + e.getMessage());
    }
    String theirs = theirs(out("json"));
    String ours = Fixture.written(report, ReportFormat.JSON);
    return differing("text", theirs(printed("json")), Fixture.written(report, ReportFormat.TEXT))
        .or(() -> differing("json", timeless(theirs), timeless(ours)))
        .or(() -> differing("summary", summary(theirs), summary(ours)))
        .or(
            () ->
                differing("lcov", theirs(out("lcov")), Fixture.written(report, ReportFormat.LCOV)))
        .or(
            () ->
                differing(
                    "xml",
                    timelessXml(theirs(out("xml"))),
                    timelessXml(Fixture.written(report, ReportFormat.XML))));
  }

  private Coverage merged() throws IOException {
    SortedMap<String, Coverage> parts = new TreeMap<>();
    for (String file : files) {
      try (InputStream input =
          Files.newInputStream(options.directory().resolve(folder).resolve(file))) {
        parts.put(file, CoverageReader.read(file, input));
      }
    }
    return Coverage.merge(
        aliases ? new SourcePaths(options.directory(), List.of()).unify(parts) : parts);
  }

  private String out(String format) {
    return folder + "/merged." + format;
  }

  private String theirs(String file) {
    try {
      return Files.readString(options.directory().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> differing(String what, Object theirs, Object ours) {
    return theirs.equals(ours)
        ? Optional.empty()
        : Optional.of(what + "\nSlipCover:\n" + theirs + "\nwe:\n" + ours);
  }

  private static JsonNode timeless(String json) {
    try {
      JsonNode document = JSON.readTree(json);
      ((ObjectNode) document.get("meta")).remove("timestamp");
      return document;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The text of the last summary, in which numbers are to be spelled alike, too. */
  private static String summary(String json) {
    return json.substring(json.lastIndexOf("\"summary\"")).strip();
  }

  /** A tab in a name is escaped since Python 3.13, and by us; which Python this is, is chance. */
  private static String timelessXml(String xml) {
    return xml.replaceFirst("timestamp=\"\\d+\"", "").replace("&#9;", "\t");
  }
}
