package com.cleveragents.slipcovershard.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How reports are to look, where their formats leave a choice; the names are those of SlipCover's
 * options.
 *
 * @param directory where the measured process ran: paths are relative to it, and it is the source
 *     of the XML
 * @param branches whether XML and LCOV tell branches
 * @param xmlPackageDepth directories that are deeper belong to the package above them
 * @param skipCovered whether the text leaves out files that are wholly covered
 * @param missingWidth how many characters wide the text's last column may be
 * @param pretty whether the JSON is indented
 * @param lcov what LCOV tells beside the coverage
 * @param markdownBytes how long the Markdown summary may be
 */
public record ReportOptions(
    Path directory,
    boolean branches,
    int xmlPackageDepth,
    boolean skipCovered,
    int missingWidth,
    boolean pretty,
    Lcov lcov,
    int markdownBytes) {

  /** SlipCover shows all directories as packages unless told otherwise. */
  private static final int XML_PACKAGE_DEPTH = 99;

  private static final int MISSING_WIDTH = 80;

  /** Long enough for hundreds of files, and far from what forges refuse. */
  private static final int MARKDOWN_BYTES = 60_000;

  /**
   * What LCOV tells beside the coverage.
   *
   * @param testName for the record of each file
   * @param comments at the beginning, a line each
   */
  public record Lcov(Optional<String> testName, List<String> comments) {
    static final Lcov NOTHING = new Lcov(Optional.empty(), List.of());

    public Lcov {
      comments = List.copyOf(comments);
    }
  }

  public ReportOptions {
    if (xmlPackageDepth < 0 || missingWidth < 1 || markdownBytes < 0) {
      throw new IllegalArgumentException("a depth, width or size that cannot be");
    }
  }

  /** SlipCover's defaults. */
  public static ReportOptions of(Path directory, boolean branches) {
    return new ReportOptions(
        directory,
        branches,
        XML_PACKAGE_DEPTH,
        false,
        MISSING_WIDTH,
        false,
        Lcov.NOTHING,
        MARKDOWN_BYTES);
  }

  /** The same with branches told or not, where a format asks. */
  public ReportOptions withBranches(boolean told) {
    return new ReportOptions(
        directory, told, xmlPackageDepth, skipCovered, missingWidth, pretty, lcov, markdownBytes);
  }

  /** The same with other choices for the text. */
  public ReportOptions withText(boolean skip, int width) {
    return new ReportOptions(
        directory, branches, xmlPackageDepth, skip, width, pretty, lcov, markdownBytes);
  }

  /** The same with another depth of packages in the XML. */
  public ReportOptions withXmlPackageDepth(int depth) {
    return new ReportOptions(
        directory, branches, depth, skipCovered, missingWidth, pretty, lcov, markdownBytes);
  }

  /** The same with the JSON indented or not. */
  public ReportOptions withPretty(boolean indented) {
    return new ReportOptions(
        directory,
        branches,
        xmlPackageDepth,
        skipCovered,
        missingWidth,
        indented,
        lcov,
        markdownBytes);
  }

  /** The same with other additions to LCOV. */
  public ReportOptions withLcov(Lcov additions) {
    return new ReportOptions(
        directory,
        branches,
        xmlPackageDepth,
        skipCovered,
        missingWidth,
        pretty,
        additions,
        markdownBytes);
  }

  /** The same with another limit for the Markdown summary. */
  public ReportOptions withMarkdownBytes(int bytes) {
    return new ReportOptions(
        directory, branches, xmlPackageDepth, skipCovered, missingWidth, pretty, lcov, bytes);
  }
}
