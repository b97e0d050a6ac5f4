package com.cleveragents.slipcovershard.plan;

import java.util.List;

/**
 * What earlier runs showed of the tests of one test file when they run apart from each other.
 *
 * @param content hash of the file
 * @param tests hash of its list of tests
 * @param with what they ran with
 * @param ends hash of how each test ended when the file ran whole; empty where a test failed
 * @param verdict what is known
 * @param pieces of a proof: the lines of the tests of each, ascending; else empty
 */
public record Separation(
    String content,
    String tests,
    TestedWith with,
    String ends,
    Verdict verdict,
    List<List<Integer>> pieces) {
  public Separation {
    pieces = pieces.stream().map(List::copyOf).toList();
    if ((verdict == Verdict.PROVED) == pieces.isEmpty()) {
      throw new IllegalArgumentException(verdict + " with " + pieces.size() + " pieces");
    }
  }

  /** What is known of a test file. */
  public enum Verdict {
    /** It has run whole, and nothing else is known. */
    UNKNOWN,
    /** A run has shown that these pieces give what the whole file gives. */
    PROVED,
    /** A trial gave something else than one process. */
    DIFFERENT,
    /** Two runs found different lists of tests in the same file. */
    CHANGING,
    /** The suite ties its tests together. */
    TIED
  }

  /** The same after a run in which the tests of the pieces ended otherwise. */
  public Separation withoutProof() {
    return new Separation(content, tests, with, "", Verdict.UNKNOWN, List.of());
  }

  /** Whether it is about this content, in a run with these circumstances. */
  public boolean holdsFor(String otherContent, TestedWith now) {
    return !content.isEmpty() && content.equals(otherContent) && now.accepts(with);
  }

  /** Whether it proves that a file with these tests may be split. */
  public boolean proves(String otherContent, String otherTests, TestedWith now) {
    return verdict == Verdict.PROVED && tests.equals(otherTests) && holdsFor(otherContent, now);
  }
}
