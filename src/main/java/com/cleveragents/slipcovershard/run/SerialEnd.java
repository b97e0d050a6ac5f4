package com.cleveragents.slipcovershard.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of the whole suite in one process. */
public sealed interface SerialEnd {
  /**
   * It came to its end, and SlipCover saved what it measured.
   *
   * @param failed behave says that tests failed
   * @param coverage what was measured
   * @param originals folders that stand for others in the names of what was measured
   * @param elapsed from its start to its end
   * @param log all that it printed
   * @param lastLines of the log
   */
  record Ended(
      boolean failed,
      Path coverage,
      SortedMap<Path, Path> originals,
      Duration elapsed,
      Path log,
      List<String> lastLines)
      implements SerialEnd {
    public Ended {
      originals = new TreeMap<>(originals);
      lastLines = List.copyOf(lastLines);
    }
  }

  /**
   * It never began, was lost, or had to be ended.
   *
   * @param how the rest of a sentence: {@code was killed by SIGSEGV}
   * @param log all that it printed
   * @param lastLines of the log
   */
  record Lost(String how, Path log, List<String> lastLines) implements SerialEnd {
    public Lost {
      lastLines = List.copyOf(lastLines);
    }
  }

  /** The run was interrupted. */
  record Interrupted() implements SerialEnd {}
}
