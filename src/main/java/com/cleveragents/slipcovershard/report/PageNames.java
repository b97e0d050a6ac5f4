package com.cleveragents.slipcovershard.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives each source a name for its page: the same in each run, short, and safe where case does not
 * count or names are reserved.
 */
final class PageNames {
  private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");
  private static final int LONGEST_SLUG = 40;
  private static final int DIGEST_BYTES = 5;

  private final MessageDigest digest;
  private final Set<String> given = new HashSet<>();

  PageNames() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** The end of the path for people, and a hash of all of it, as two paths may have one end. */
  String nameFor(String path) {
    String slug = OTHERS.matcher(path.toLowerCase(Locale.ROOT)).replaceAll("-");
    String end = slug.substring(Math.max(0, slug.length() - LONGEST_SLUG));
    byte[] hash = digest.digest(path.getBytes(StandardCharsets.UTF_16BE));
    String stem = "p-" + end + "-" + HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    stem = stem.replace("--", "-");
    String name = stem;
    for (int number = 2; !given.add(name); number++) {
      name = stem + "-" + number;
    }
    return name + ".html";
  }
}
