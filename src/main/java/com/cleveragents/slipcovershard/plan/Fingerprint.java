package com.cleveragents.slipcovershard.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Short hash by which two runs see whether they have the same. */
public final class Fingerprint {
  /** 64 bits: nobody gains by a collision, and chance does not make one. */
  private static final int BYTES = 8;

  private Fingerprint() {}

  /** Of a list of texts, in hexadecimal digits; which text ends where counts, too. */
  public static String of(List<String> texts) {
    MessageDigest digest = digest();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return shown(digest);
  }

  /** Of the content of a file. */
  public static String of(byte[] content) {
    MessageDigest digest = digest();
    digest.update(content);
    return shown(digest);
  }

  private static String shown(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
