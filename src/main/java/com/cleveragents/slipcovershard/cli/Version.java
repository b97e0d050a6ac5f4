package com.cleveragents.slipcovershard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as the build stamped it. */
final class Version implements IVersionProvider {
  /** What follows the major number of a tag, as far as it is told: {@code v1}, {@code v1.2.3}. */
  private static final Pattern TAG = Pattern.compile("v?(\\d+(?:\\.\\d+){0,2})");

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"slipcover-shard " + number()};
  }

  /**
   * Whether this program can be what a tag of the action's means. Runners keep images: an old one
   * may run with a new action.yml.
   *
   * @param reference the tag, branch or commit after the @ of {@code uses}
   */
  static boolean mayBe(String reference) throws IOException {
    Matcher tag = TAG.matcher(reference);
    return !tag.matches()
        || (number().replaceFirst("-.*", "") + ".").startsWith(tag.group(1) + ".");
  }

  private static String number() throws IOException {
    Properties stamp = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/slipcover-shard.properties")) {
      if (in != null) {
        stamp.load(in);
      }
    }
    return stamp.getProperty("version", "unknown");
  }
}
