package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.SurrogateEscape;
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
  HTML("html"),
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

  /**
   * The name of the file in this format: {@code coverage.xml}; tests are no coverage. Where there
   * are several, of the first to open.
   */
  public String fileName(String stem) {
    return switch (this) {
      case HTML -> HtmlReport.INDEX;
      case JUNIT -> "junit." + extension;
      default -> stem + "." + extension;
    };
  }

  void write(Report report, String stem, ReportOutput output) {
    String name = fileName(stem);
    switch (this) {
      case JSON -> output.write(name, new JsonReport(report)::write);
      case XML -> output.write(name, out -> encode(new XmlReport(report).text(), out));
      case LCOV -> output.write(name, new LcovReport(report)::write);
      case TEXT -> output.write(name, out -> encode(report.text(), out));
      case MARKDOWN -> output.write(name, out -> encode(report.markdown(), out));
      case HTML -> new HtmlReport(report).write(output);
      case JUNIT ->
          output.write(
              name, new JUnitReport(report.run().orElseThrow(), report.time().getZone())::write);
    }
  }

  private static void encode(String text, OutputStream out) throws IOException {
    out.write(SurrogateEscape.visible(text).getBytes(StandardCharsets.UTF_8));
  }
}
