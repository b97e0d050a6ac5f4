package com.cleveragents.slipcovershard.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats in which a report can be written. */
public enum ReportFormat {
  JSON("json"),
  XML("xml"),
  LCOV("lcov"),
  TEXT("txt"),
  MARKDOWN("md"),
  JUNIT("xml");

  /** All names, for messages. */
  public static final String WORDS =
      Arrays.stream(values()).map(ReportFormat::word).collect(Collectors.joining(", "));

  private final String extension;

  ReportFormat(String extension) {
    this.extension = extension;
  }

  /** The format of that name, as settings spell it. */
  public static Optional<ReportFormat> named(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }

  /** The name, as settings spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of the file in this format: {@code coverage.xml}; tests are no coverage. */
  public String fileName(String stem) {
    return (this == JUNIT ? "junit" : stem) + "." + extension;
  }

  void write(Report report, OutputStream out) throws IOException {
    switch (this) {
      case JSON -> new JsonReport(report).write(out);
      case XML -> encode(new XmlReport(report).text(), out);
      case LCOV -> new LcovReport(report).write(out);
      case TEXT -> encode(report.text(), out);
      case MARKDOWN -> encode(report.markdown(), out);
      case JUNIT -> new JUnitReport(report.run().orElseThrow(), report.time().getZone()).write(out);
    }
  }

  private static void encode(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
