package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.FileCoverage;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Pages for a browser: an index, and one for each source, that load nothing from elsewhere. */
final class HtmlReport {
  static final String INDEX = "html/index.html";

  private static final List<String> ASSETS =
      List.of("report.css", "theme.js", "index.js", "file.js", "highlight.min.js");
  private static final int PAGE_CHARACTERS = 1 << 15;

  private final Report report;
  private final SourceText.Root root;
  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, // the class path
          ContentType.Html,
          HtmlReport.class.getClassLoader(),
          HtmlReport.class.getPackageName());

  HtmlReport(Report report) {
    this.report = report;
    this.root = new SourceText.Root(report.options().directory());
  }

  /** The index comes last, so that what it links to is there when it appears. */
  void write(ReportOutput output) {
    SortedMap<String, String> pages = new TreeMap<>(Coverage.PATH_ORDER);
    PageNames names = new PageNames();
    report.coverage().files().keySet().forEach(path -> pages.put(path, names.nameFor(path)));
    for (String asset : ASSETS) {
      output.write("html/assets/" + asset, out -> out.write(asset(asset)));
    }
    report.coverage().files().entrySet().parallelStream()
        .forEach(file -> writePage(file, Objects.requireNonNull(pages.get(file.getKey())), output));
    writeHtml(INDEX, "index.jte", IndexPage.of(report, pages), output);
  }

  private void writePage(Map.Entry<String, FileCoverage> file, String name, ReportOutput output) {
    FilePage page = FilePage.of(file.getKey(), file.getValue(), report, root);
    writeHtml("html/files/" + name, "file.jte", page, output);
  }

  private void writeHtml(String name, String template, Object page, ReportOutput output) {
    StringOutput text = new StringOutput(PAGE_CHARACTERS);
    templates.render(template, page, text);
    output.write(
        name,
        out ->
            out.write(SurrogateEscape.visible(text.toString()).getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] asset(String name) throws IOException {
    try (InputStream input =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream("html/" + name), name)) {
      return input.readAllBytes();
    }
  }
}
