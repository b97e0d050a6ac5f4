package com.cleveragents.slipcovershard.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats in which a report can be written. */
public enum ReportFormat {
  JSON("json", (report, out) -> new JsonReport(report).write(out)),
  XML("xml", (report, out) -> encode(new XmlReport(report).text(), out)),
  TEXT("txt", (report, out) -> encode(new TextReport(report).text(), out)),
  MARKDOWN("md", (report, out) -> encode(report.markdown(), out));

  private interface Writer {
    void write(Report report, OutputStream out) throws IOException;
  }

  private final String extension;
  private final Writer writer;

  ReportFormat(String extension, Writer writer) {
    this.extension = extension;
    this.writer = writer;
  }

  /** The format of that name, as settings spell it. */
  public static Optional<ReportFormat> named(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }

  /** The name, as settings spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of the file in this format, such as {@code coverage.xml}. */
  public String fileName(String stem) {
    return stem + "." + extension;
  }

  /** Writes the report in this format, under the stem with this format's extension. */
  public void write(Report report, String stem, ReportOutput output) {
    output.write(fileName(stem), out -> writer.write(report, out));
  }

  private static void encode(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
