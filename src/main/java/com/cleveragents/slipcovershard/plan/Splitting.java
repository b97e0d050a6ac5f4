package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.plan.Separation.Verdict;
import java.util.Optional;

/**
 * Rule by which a plan may take test files apart.
 *
 * @param with the circumstances of this run
 */
public record Splitting(Mode mode, TestedWith with) {
  private static final TestedWith NOBODY = new TestedWith("", "", "", "");

  /** No test file is split. */
  public static final Splitting NEVER = new Splitting(Mode.NEVER, NOBODY);

  /** Every test file that can be split may be: for a look at what that would save. */
  public static final Splitting ANY = new Splitting(Mode.ANY, NOBODY);

  /** How much it takes for a test file to be split. */
  public enum Mode {
    /** Nothing is enough. */
    NEVER,
    /** A proof. */
    PROVED,
    /** A proof, or an earlier run of the whole file to compare with. */
    TRIAL,
    /** Nothing is needed. */
    ANY
  }

  /** Whether it is worth knowing the tests of that file. */
  boolean mayAllow(Feature feature, Optional<Separation> known) {
    return switch (mode) {
      case NEVER -> false;
      case PROVED -> valid(feature, known).filter(Splitting::isProved).isPresent();
      case TRIAL -> valid(feature, known).filter(it -> isProved(it) || canBeTried(it)).isPresent();
      case ANY -> true;
    };
  }

  /** Whether a file with these tests may be taken apart. */
  boolean allows(Feature feature, ParsedFeature parsed, Optional<Separation> known) {
    return mayAllow(feature, known)
        && (mode == Mode.ANY
            || known.filter(it -> it.tests().equals(parsed.fingerprint())).isPresent());
  }

  /** Whether an earlier run found just these tests in the file. */
  boolean remembers(Feature feature, ParsedFeature parsed, Optional<Separation> known) {
    return mode != Mode.ANY && allows(feature, parsed, known);
  }

  /** Whether it may be taken apart otherwise than a proof says. */
  boolean isFree() {
    return mode == Mode.TRIAL || mode == Mode.ANY;
  }

  /** The proof that holds for that file. */
  Optional<Separation> proof(Feature feature, ParsedFeature parsed, Optional<Separation> known) {
    return mode == Mode.NEVER || mode == Mode.ANY
        ? Optional.empty()
        : known.filter(it -> it.proves(feature.content(), parsed.fingerprint(), with));
  }

  private Optional<Separation> valid(Feature feature, Optional<Separation> known) {
    return known.filter(it -> it.holdsFor(feature.content(), with));
  }

  private static boolean isProved(Separation known) {
    return known.verdict() == Verdict.PROVED;
  }

  /** A trial needs to know how the tests end when the file runs whole. */
  private static boolean canBeTried(Separation known) {
    return known.verdict() == Verdict.UNKNOWN && !known.ends().isEmpty();
  }
}
