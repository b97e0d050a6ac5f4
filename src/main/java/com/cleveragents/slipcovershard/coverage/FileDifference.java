package com.cleveragents.slipcovershard.coverage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was executed of one file in chunks and not in one process, or the other way round.
 *
 * @param onlyInChunks what one process did not execute
 * @param byChunk who executed that, by the numbers of chunks; none that executed nothing of it
 * @param onlyInOneProcess what no chunk executed
 * @param unknownTo who does not know the file at all
 */
public record FileDifference(
    Executed onlyInChunks,
    SortedMap<Integer, Executed> byChunk,
    Executed onlyInOneProcess,
    Optional<Side> unknownTo) {
  public FileDifference {
    byChunk = new TreeMap<>(byChunk);
  }

  /** One of the two ways to run the same tests. */
  public enum Side {
    CHUNKS("the chunks"),
    ONE_PROCESS("one process");

    private final String words;

    Side(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  boolean isNone() {
    return onlyInChunks.isEmpty() && onlyInOneProcess.isEmpty() && unknownTo.isEmpty();
  }

  /** In one line: {@code lines 3-4 only in chunks (chunk 2); line 9 only in one process}. */
  public String words() {
    List<String> parts = new ArrayList<>();
    unknownTo.ifPresent(side -> parts.add("not measured by " + side));
    if (!onlyInChunks.isEmpty()) {
      String numbers =
          byChunk.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
      String name = byChunk.size() == 1 ? "chunk " : "chunks ";
      parts.add(onlyInChunks.words() + " only in chunks (" + name + numbers + ")");
    }
    if (!onlyInOneProcess.isEmpty()) {
      parts.add(onlyInOneProcess.words() + " only in one process");
    }
    return String.join("; ", parts);
  }
}
