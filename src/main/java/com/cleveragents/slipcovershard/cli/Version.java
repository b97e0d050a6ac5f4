package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.run.ContainerImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as the build stamped it, and what it was made from. */
final class Version implements IVersionProvider {
  /** What follows the major number of a tag, as far as it is told: {@code v1}, {@code v1.2.3}. */
  private static final Pattern TAG = Pattern.compile("v?(\\d+(?:\\.\\d+){0,2})");

  /** The first line is for scripts, and stays the only one that begins with the name. */
  @Override
  public String[] getVersion() throws IOException {
    List<String> lines = new ArrayList<>(List.of("slipcover-shard " + number()));
    lines.add("commit: " + stamped("commit").orElse("not a release"));
    lines.add("base: " + stamped("base").orElse("not a release"));
    lines.add("inside: " + String.join(", ", ContainerImage.packages()));
    return lines.toArray(String[]::new);
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

  static String number() throws IOException {
    return stamped("version").orElse("unknown");
  }

  /** What only a release has is none elsewhere. */
  private static Optional<String> stamped(String name) throws IOException {
    Properties stamp = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/slipcover-shard.properties")) {
      if (in != null) {
        stamp.load(in);
      }
    }
    return Optional.ofNullable(stamp.getProperty(name)).filter(value -> !value.equals("none"));
  }
}
