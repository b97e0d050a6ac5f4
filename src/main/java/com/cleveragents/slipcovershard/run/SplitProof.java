package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.plan.TestList;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shows that the pieces of each file that was split are all of it: put together again, their tests
 * are the very list that each process found.
 */
public final class SplitProof {
  private SplitProof() {}

  /** The files of which that cannot be shown; those with a piece that did not end are left out. */
  public static List<Finding> of(Ledger ledger) {
    SortedMap<String, List<Entry>> files = new TreeMap<>();
    ledger.units().stream()
        .filter(Entry::isPiece)
        .forEach(
            entry -> files.computeIfAbsent(entry.path(), path -> new ArrayList<>()).add(entry));
    List<Finding> findings = new ArrayList<>();
    files.forEach(
        (path, pieces) -> {
          if (pieces.stream().allMatch(piece -> piece.end() == UnitEnd.ENDED) && !isWhole(pieces)) {
            findings.add(
                new Finding(
                    ExitCode.COVERAGE_UNUSABLE,
                    "the pieces of "
                        + path
                        + " are not its list of tests: "
                        + counted(pieces)
                        + "; set granularity: feature",
                    Finding.bounded(pieces.stream().map(Entry::typed).toList())));
          }
        });
    return findings;
  }

  private static boolean isWhole(List<Entry> pieces) {
    String identity = pieces.get(0).list().identity();
    SortedMap<Integer, String> tests = new TreeMap<>();
    int count = 0;
    for (Entry piece : pieces) {
      List<String> ids = piece.list().ids();
      if (!piece.list().identity().equals(identity) || ids.size() != piece.scenarios().size()) {
        return false;
      }
      SortedMap<Integer, String> own = new TreeMap<>(); // pytest may run one several times
      for (int index = 0; index < ids.size(); index++) {
        own.put(piece.scenarios().get(index).line(), ids.get(index));
      }
      tests.putAll(own);
      count += own.size();
    }
    return count == tests.size()
        && TestList.identityOf(List.copyOf(tests.values())).equals(identity);
  }

  private static String counted(List<Entry> pieces) {
    long lists = pieces.stream().map(piece -> piece.list().identity()).distinct().count();
    if (lists > 1) {
      return "it differs between processes";
    }
    long ran = pieces.stream().flatMap(piece -> piece.list().ids().stream()).distinct().count();
    long all =
        pieces.stream().mapToLong(piece -> piece.list().ids().stream().distinct().count()).sum();
    return "%d of %d ran, %d of them more than once"
        .formatted(ran, pieces.get(0).unit().pieceOf(), all - ran);
  }
}
