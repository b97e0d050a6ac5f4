package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.report.ReportOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how reports look, as typed; those of SlipCover, under their names. */
final class ReportFlags {
  private static final int LARGEST = 1_000_000;

  @Option(
      names = "--skip-covered",
      arity = "0..1",
      parameterConsumer = TrueOrFalse.class,
      paramLabel = "true|false",
      description = "leave files that are wholly covered out of the text (false)")
  @Nullable String skipCovered;

  @Option(
      names = "--missing-width",
      paramLabel = "N",
      description = "how wide the text's last column may be (80)")
  @Nullable String missingWidth;

  @Option(
      names = "--xml-package-depth",
      paramLabel = "N",
      description = "directories that are deeper belong to the package above them in the XML (99)")
  @Nullable String xmlPackageDepth;

  @Option(
      names = "--lcov-test-name",
      paramLabel = "NAME",
      description = "the test's name in each record of the LCOV file")
  @Nullable String lcovTestName;

  @Option(
      names = "--lcov-comment",
      paramLabel = "TEXT",
      description = "a line at the beginning of the LCOV file")
  List<String> lcovComment = List.of();

  @Option(
      names = "--pretty",
      arity = "0..1",
      parameterConsumer = TrueOrFalse.class,
      paramLabel = "true|false",
      description = "indent coverage.json (false)")
  @Nullable String pretty;

  /** The options with what is said here; it wins over what was said before. */
  ReportOptions applyTo(ReportOptions options, Values values, Mistakes mistakes) {
    return options
        .withText(
            flag(skipCovered, "skip-covered", options.skipCovered(), values, mistakes),
            number(missingWidth, "missing-width", 1, options.missingWidth(), values, mistakes))
        .withXmlPackageDepth(
            number(
                xmlPackageDepth,
                "xml-package-depth",
                0,
                options.xmlPackageDepth(),
                values,
                mistakes))
        .withPretty(flag(pretty, "pretty", options.pretty(), values, mistakes))
        .withLcov(
            new ReportOptions.Lcov(
                values.of(lcovTestName, "lcov-test-name"),
                lcovComment.isEmpty()
                    ? values.of(null, "lcov-comment").stream().flatMap(String::lines).toList()
                    : lcovComment));
  }

  private static boolean flag(
      @Nullable String typed, String name, boolean absent, Values values, Mistakes mistakes) {
    Optional<String> given = values.of(typed, name).map(String::strip);
    if (given.isPresent() && !given.get().matches("(?i)true|false")) {
      mistakes.add(name, given.get(), "true or false");
    }
    return given.map(text -> text.equalsIgnoreCase("true")).orElse(absent);
  }

  private static int number(
      @Nullable String typed,
      String name,
      int least,
      int absent,
      Values values,
      Mistakes mistakes) {
    Optional<String> given = values.of(typed, name).map(String::strip);
    if (given.isEmpty()) {
      return absent;
    }
    if (given.get().matches("\\d{1,7}")) {
      int number = Integer.parseInt(given.get());
      if (number >= least && number <= LARGEST) {
        return number;
      }
    }
    mistakes.add(name, given.get(), "a whole number from " + least + " to " + LARGEST);
    return absent;
  }
}
