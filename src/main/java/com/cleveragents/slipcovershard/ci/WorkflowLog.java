package com.cleveragents.slipcovershard.ci;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The log of a step, as a runner reads it: some lines are commands to the runner, and only we may
 * give them. Whatever a test printed must not be one.
 */
public final class WorkflowLog {
  /** Bytes; runners cut a line at 64 KiB. */
  private static final int LONGEST_LINE = 60 * 1024;

  private WorkflowLog() {}

  /** Whether there is a runner that reads what we print. */
  public static boolean isRead(Map<String, String> environment) {
    return !environment.getOrDefault("GITHUB_ACTIONS", "").isBlank();
  }

  /**
   * The line as it is, unless a runner would obey it. Runners look for {@code ::name::} at the
   * beginning of a line, GitHub's after blanks, too, and for {@code ##[name]} anywhere in it.
   */
  public static String harmless(String line) {
    String text = line.replaceAll("[\\r\\n\\x0B\\f\\x85\\u2028\\u2029]", " ");
    text = text.replace("##[", "## [");
    if (text.strip().startsWith("::")) {
      text = "| " + text;
    }
    return shortened(text);
  }

  private static String shortened(String text) {
    if (text.length() * 3L <= LONGEST_LINE) {
      return text; // a char of Java's is at most three bytes of UTF-8
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_LINE) {
      return text;
    }
    int end = LONGEST_LINE;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--; // in the middle of a character
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + " ...";
  }

  /** Begins lines that are folded away under a title of ours. */
  public static String group(String title) {
    return "::group::" + title;
  }

  /** Ends them. */
  public static String endOfGroup() {
    return "::endgroup::";
  }
}
