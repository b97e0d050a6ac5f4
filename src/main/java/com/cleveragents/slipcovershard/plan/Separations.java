package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.plan.Separation.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rules by which runs add to what is known of taking test files apart. */
public final class Separations {
  /** Only another content of the file changes these. */
  private static final Set<Verdict> FINAL = Set.of(Verdict.DIFFERENT, Verdict.CHANGING);

  private Separations() {}

  /** Result of comparing a run with one process. */
  public enum Compared {
    /** Nothing was compared. */
    NOT,
    /** Both executed the same lines and branches, and their tests gave the same result. */
    SAME,
    /** Something differed. */
    DIFFERENT
  }

  /**
   * A test file that ran to its end.
   *
   * @param content hash of the file
   * @param tests hash of its list of tests
   * @param tied the suite ties its tests together
   * @param pieces in which it ran, by the lines of their tests; empty where it ran whole
   * @param ends hash of how each test ended; empty where a test failed
   * @param skipsMore a test was skipped that ran before
   */
  public record Seen(
      String path,
      String content,
      String tests,
      boolean tied,
      List<List<Integer>> pieces,
      String ends,
      boolean skipsMore) {
    public Seen {
      pieces = pieces.stream().map(List::copyOf).toList();
    }

    boolean wasSplit() {
      return !pieces.isEmpty();
    }
  }

  /**
   * What is known after a run, by path, of the files that it saw.
   *
   * @param with the circumstances of the run
   * @param compared the whole run with one process
   */
  public static SortedMap<String, Separation> after(
      Timings earlier, List<Seen> files, TestedWith with, Compared compared) {
    SortedSet<String> blamed =
        compared == Compared.DIFFERENT ? blamed(earlier, files, with) : new TreeSet<>();
    SortedMap<String, Separation> all = new TreeMap<>();
    for (Seen seen : files) {
      Optional<Separation> known =
          earlier.separation(seen.path()).filter(it -> it.holdsFor(seen.content(), with));
      next(known, seen, with, compared, blamed.contains(seen.path()))
          .ifPresent(next -> all.put(seen.path(), next));
    }
    return all;
  }

  /** Files of which this run tried pieces that no run had proved. */
  public static SortedSet<String> tried(Timings earlier, List<Seen> files, TestedWith with) {
    SortedSet<String> tried = new TreeSet<>();
    for (Seen seen : files) {
      boolean proved =
          earlier
              .separation(seen.path())
              .filter(it -> it.proves(seen.content(), seen.tests(), with))
              .filter(it -> it.pieces().equals(seen.pieces()))
              .isPresent();
      if (seen.wasSplit() && !proved) {
        tried.add(seen.path());
      }
    }
    return tried;
  }

  /** Those whose tests ended otherwise than before; where there are none, all that were tried. */
  private static SortedSet<String> blamed(Timings earlier, List<Seen> files, TestedWith with) {
    SortedSet<String> blamed = new TreeSet<>();
    for (Seen seen : files) {
      boolean same =
          earlier
              .separation(seen.path())
              .filter(it -> !seen.ends().isEmpty() && it.ends().equals(seen.ends()))
              .isPresent();
      if (seen.wasSplit() && !same) {
        blamed.add(seen.path());
      }
    }
    return blamed.isEmpty() ? tried(earlier, files, with) : blamed;
  }

  private static Optional<Separation> next(
      Optional<Separation> known, Seen seen, TestedWith with, Compared compared, boolean blamed) {
    if (seen.tied()) {
      return Optional.of(of(seen, with, "", Verdict.TIED));
    } else if (known.isEmpty()) {
      return seen.wasSplit()
          ? Optional.empty()
          : Optional.of(of(seen, with, seen.ends(), Verdict.UNKNOWN));
    } else if (FINAL.contains(known.get().verdict())) {
      return known;
    } else if (!known.get().tests().equals(seen.tests())) {
      return Optional.of(of(seen, with, "", Verdict.CHANGING));
    } else if (seen.wasSplit()) {
      return Optional.of(ofPieces(known.get(), seen, with, compared, blamed));
    }
    return known.get().verdict() == Verdict.PROVED
        ? known
        : Optional.of(of(seen, with, seen.ends(), Verdict.UNKNOWN));
  }

  private static Separation ofPieces(
      Separation known, Seen seen, TestedWith with, Compared compared, boolean blamed) {
    boolean sameEnds = !seen.ends().isEmpty() && known.ends().equals(seen.ends());
    boolean sameAsProved =
        known.verdict() == Verdict.PROVED && known.pieces().equals(seen.pieces());
    if (blamed || (compared == Compared.SAME && !sameEnds && seen.skipsMore())) {
      return of(seen, with, "", Verdict.DIFFERENT);
    } else if (compared == Compared.SAME && sameEnds && !sameAsProved) {
      return new Separation(
          seen.content(), seen.tests(), with, seen.ends(), Verdict.PROVED, seen.pieces());
    } else if (sameEnds && compared != Compared.DIFFERENT) {
      return known;
    }
    // Where the tests ended otherwise, a run of the whole file has to show anew how they end.
    return of(seen, with, sameEnds ? known.ends() : "", Verdict.UNKNOWN);
  }

  private static Separation of(Seen seen, TestedWith with, String ends, Verdict verdict) {
    return new Separation(seen.content(), seen.tests(), with, ends, verdict, List.of());
  }
}
