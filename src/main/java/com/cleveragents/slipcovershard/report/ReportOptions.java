package com.cleveragents.slipcovershard.report;

import java.nio.file.Path;

/**
 * How reports are to look, where their formats leave a choice; the names are those of SlipCover's
 * options.
 *
 * @param directory where the measured process ran: paths are relative to it, and it is the source
 *     of the XML
 * @param xmlBranches whether the XML tells branches
 * @param xmlPackageDepth directories that are deeper belong to the package above them
 * @param skipCovered whether the text leaves out files that are wholly covered
 * @param missingWidth how many characters wide the text's last column may be
 * @param markdownBytes how long the Markdown summary may be
 */
public record ReportOptions(
    Path directory,
    boolean xmlBranches,
    int xmlPackageDepth,
    boolean skipCovered,
    int missingWidth,
    int markdownBytes) {

  /** SlipCover shows all directories as packages unless told otherwise. */
  private static final int XML_PACKAGE_DEPTH = 99;

  private static final int MISSING_WIDTH = 80;

  /** Long enough for hundreds of files, and far from what forges refuse. */
  private static final int MARKDOWN_BYTES = 60_000;

  public ReportOptions {
    if (xmlPackageDepth < 0 || missingWidth < 1 || markdownBytes < 0) {
      throw new IllegalArgumentException("a depth, width or size that cannot be");
    }
  }

  /** SlipCover's defaults. */
  public static ReportOptions of(Path directory, boolean xmlBranches) {
    return new ReportOptions(
        directory, xmlBranches, XML_PACKAGE_DEPTH, false, MISSING_WIDTH, MARKDOWN_BYTES);
  }

  /** The same with other choices for the text. */
  public ReportOptions withText(boolean skip, int width) {
    return new ReportOptions(directory, xmlBranches, xmlPackageDepth, skip, width, markdownBytes);
  }

  /** The same with another depth of packages in the XML. */
  public ReportOptions withXmlPackageDepth(int depth) {
    return new ReportOptions(
        directory, xmlBranches, depth, skipCovered, missingWidth, markdownBytes);
  }

  /** The same with another limit for the Markdown summary. */
  public ReportOptions withMarkdownBytes(int bytes) {
    return new ReportOptions(
        directory, xmlBranches, xmlPackageDepth, skipCovered, missingWidth, bytes);
  }
}
