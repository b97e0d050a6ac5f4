package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.ArcSet;
import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.FileCoverage;
import com.cleveragents.slipcovershard.coverage.LineSet;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** SlipCover's own JSON, with the keys that the measuring version of SlipCover writes. */
final class JsonReport {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // As Python does; it also keeps names of files that are not valid Unicode.
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private final Report report;
  private final Coverage coverage;

  JsonReport(Report report) {
    this.report = report;
    this.coverage = report.coverage();
  }

  /** {@code {"meta": {…}, "files": {"path": {…}, …}, "summary": {…}}}. */
  void write(OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setPrettyPrinter(report.options().pretty() ? indented() : onOneLine());
      json.writeStartObject();
      writeMeta(json);
      json.writeObjectFieldStart("files");
      for (Map.Entry<String, FileCoverage> file : coverage.files().entrySet()) {
        json.writeFieldName(file.getKey());
        writeFile(json, file.getValue());
      }
      json.writeEndObject();
      writeTotal(json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void writeMeta(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("meta");
    json.writeStringField("software", "slipcover");
    json.writeStringField("version", coverage.version().text());
    json.writeStringField("timestamp", timestamp());
    json.writeBooleanField("branch_coverage", coverage.withBranches());
    json.writeBooleanField("show_contexts", false);
    json.writeEndObject();
  }

  /** The local time as Python's isoformat has it: with six decimals, or none at a whole second. */
  private String timestamp() {
    LocalDateTime time = report.time().toLocalDateTime().truncatedTo(ChronoUnit.MICROS);
    String pattern =
        time.truncatedTo(ChronoUnit.SECONDS).equals(time)
            ? "uuuu-MM-dd'T'HH:mm:ss"
            : "uuuu-MM-dd'T'HH:mm:ss.SSSSSS";
    return DateTimeFormatter.ofPattern(pattern).format(time);
  }

  private void writeFile(JsonGenerator json, FileCoverage file) throws IOException {
    json.writeStartObject();
    writeLines(json, "executed_lines", file.executedLines());
    writeLines(json, "missing_lines", file.missingLines());
    if (coverage.withBranches()) {
      writeArcs(json, "executed_branches", file.executedBranches());
      writeArcs(json, "missing_branches", file.missingBranches());
    }
    json.writeObjectFieldStart("summary");
    writeCounts(json, file.lines(), file.branches());
    writePercent(json, file.total());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeTotal(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("summary");
    // SlipCover adds up what the files have, so without files there are no counts.
    if (!coverage.files().isEmpty()) {
      writeCounts(json, coverage.lines(), coverage.branches());
    }
    writePercent(json, coverage.total());
    if (coverage.version().displaysPercentage()) {
      double percent = coverage.total().slipcoverPercent();
      json.writeStringField("percent_covered_display", PythonNumbers.whole(percent));
    }
    json.writeEndObject();
  }

  private void writeCounts(JsonGenerator json, Counter lines, Counter branches) throws IOException {
    json.writeNumberField("covered_lines", lines.covered());
    json.writeNumberField("missing_lines", lines.missing());
    if (coverage.withBranches()) {
      json.writeNumberField("covered_branches", branches.covered());
      json.writeNumberField("missing_branches", branches.missing());
    }
  }

  private static void writePercent(JsonGenerator json, Counter counter) throws IOException {
    json.writeFieldName("percent_covered");
    json.writeNumber(PythonNumbers.shortest(counter.slipcoverPercent()));
  }

  private static void writeLines(JsonGenerator json, String key, LineSet lines) throws IOException {
    int[] numbers = lines.stream().toArray();
    json.writeFieldName(key);
    json.writeArray(numbers, 0, numbers.length);
  }

  private static void writeArcs(JsonGenerator json, String key, ArcSet arcs) throws IOException {
    json.writeArrayFieldStart(key);
    try {
      arcs.stream().forEach(arc -> writePair(json, arc.from(), arc.to()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    json.writeEndArray();
  }

  private static void writePair(JsonGenerator json, int from, int to) {
    try {
      json.writeArray(new int[] {from, to}, 0, 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Python's json does with an indent of four. */
  private static DefaultPrettyPrinter indented() {
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    DefaultIndenter four = new DefaultIndenter("    ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
    printer.indentObjectsWith(four);
    printer.indentArraysWith(four);
    return printer;
  }

  /** Spaces where Python's json puts them. */
  private static DefaultPrettyPrinter onOneLine() {
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Spacing.AFTER)
            .withObjectEntrySpacing(Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayValueSpacing(Spacing.AFTER)
            .withArrayEmptySeparator("");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
    printer.indentObjectsWith(DefaultPrettyPrinter.NopIndenter.instance);
    printer.indentArraysWith(DefaultPrettyPrinter.NopIndenter.instance);
    return printer;
  }
}
