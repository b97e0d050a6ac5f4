package com.cleveragents.slipcovershard.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a process found in a test file, as hashes that can be compared with what other processes
 * found.
 *
 * @param identity of all tests of the file in their order; empty where nobody has collected them
 * @param content of the file itself; empty where it could not be read
 * @param ids of the tests that are meant: of all, or of those of a piece
 */
public record TestList(String identity, String content, List<String> ids) {
  /** Of a file whose tests nobody has collected. */
  public static final TestList NONE = new TestList("", "", List.of());

  public TestList {
    ids = List.copyOf(ids);
  }

  /** The same file, but other tests of it. */
  public TestList with(List<String> others) {
    return new TestList(identity, content, others);
  }

  /** Whether the file holds the same tests in the same order, as far as that is known. */
  public boolean isThatOf(TestList other) {
    return identity.equals(other.identity);
  }

  /** The identity of a file that has just these tests. */
  public static String identityOf(List<String> ids) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] all = String.join("\n", ids).getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(digest.digest(all));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
