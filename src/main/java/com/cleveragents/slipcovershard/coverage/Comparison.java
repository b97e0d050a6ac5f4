package com.cleveragents.slipcovershard.coverage;

import com.cleveragents.slipcovershard.coverage.FileDifference.Side;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the same tests executed in chunks, held against what they executed in one process.
 *
 * @param differences by path; none for files of which both executed the same
 */
public record Comparison(SortedMap<String, FileDifference> differences) {
  public Comparison {
    SortedMap<String, FileDifference> sorted = new TreeMap<>(Coverage.PATH_ORDER);
    sorted.putAll(differences);
    differences = Collections.unmodifiableSortedMap(sorted);
  }

  /**
   * Compares them.
   *
   * @param together what all chunks measured
   * @param chunks what each of them measured, by its number
   * @param oneProcess what one process measured
   */
  public static Comparison of(
      Coverage together, SortedMap<Integer, Coverage> chunks, Coverage oneProcess) {
    SortedSet<String> paths = new TreeSet<>(Coverage.PATH_ORDER);
    paths.addAll(together.files().keySet());
    paths.addAll(oneProcess.files().keySet());
    SortedMap<String, FileDifference> differences = new TreeMap<>(Coverage.PATH_ORDER);
    for (String path : paths) {
      FileDifference difference = difference(path, together, chunks, oneProcess);
      if (!difference.isNone()) {
        differences.put(path, difference);
      }
    }
    return new Comparison(differences);
  }

  private static FileDifference difference(
      String path, Coverage together, SortedMap<Integer, Coverage> chunks, Coverage oneProcess) {
    Executed left = executed(path, together);
    Executed right = executed(path, oneProcess);
    Executed onlyInChunks = left.minus(right);
    SortedMap<Integer, Executed> byChunk = new TreeMap<>();
    if (!onlyInChunks.isEmpty()) {
      chunks.forEach(
          (number, part) -> {
            Executed own = onlyInChunks.inCommon(executed(path, part));
            if (!own.isEmpty()) {
              byChunk.put(number, own);
            }
          });
    }
    Optional<Side> unknownTo = Optional.empty();
    if (!together.files().containsKey(path)) {
      unknownTo = Optional.of(Side.CHUNKS);
    } else if (!oneProcess.files().containsKey(path)) {
      unknownTo = Optional.of(Side.ONE_PROCESS);
    }
    return new FileDifference(onlyInChunks, byChunk, right.minus(left), unknownTo);
  }

  private static Executed executed(String path, Coverage coverage) {
    return Optional.ofNullable(coverage.files().get(path))
        .map(Executed::of)
        .orElse(Executed.NOTHING);
  }

  /** Whether both executed the same. */
  public boolean isSame() {
    return differences.isEmpty();
  }
}
