package com.cleveragents.slipcovershard.ci;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Finds many byte sequences in one pass, in steps that do not grow with their number or length: the
 * automaton of Aho and Corasick. A state stands for the longest beginning of a sequence that the
 * bytes so far end with; 0 for none.
 */
final class SecretFinder {
  private static final int NONE = -1;

  private final int[] fromStart = new int[256];

  /** Where a byte leads to, in an open hash table: {@code state * 256 + byte}, and the state. */
  private final int[] keys;

  private final int[] targets;

  /** By state: the state for the next shorter beginning. */
  private final int[] shorter;

  private final int[] depth;
  private final int[] matched;

  SecretFinder(Collection<byte[]> sequences) {
    int most = 1 + sequences.stream().mapToInt(sequence -> sequence.length).sum();
    this.keys = new int[Integer.highestOneBit(most) * 4];
    this.targets = new int[keys.length];
    Arrays.fill(keys, NONE);
    this.shorter = new int[most];
    this.depth = new int[most];
    this.matched = new int[most];
    link(grow(sequences));
  }

  /** The tree of all beginnings; gives its edges, those nearer to the root first. */
  private List<int[]> grow(Collection<byte[]> sequences) {
    List<List<int[]>> edges = new ArrayList<>();
    int states = 1;
    for (byte[] sequence : sequences) {
      int state = 0;
      for (byte value : sequence) {
        int target = child(state, value & 0xFF);
        if (target == NONE) {
          target = states++;
          put(state, value & 0xFF, target);
          depth[target] = depth[state] + 1;
          while (edges.size() < depth[target]) {
            edges.add(new ArrayList<>());
          }
          edges.get(depth[state]).add(new int[] {state, value & 0xFF, target});
        }
        state = target;
      }
      matched[state] = sequence.length;
    }
    return edges.stream().flatMap(List::stream).toList();
  }

  private void link(List<int[]> edges) {
    for (int[] edge : edges) {
      int target = edge[2];
      if (edge[0] == 0) {
        fromStart[edge[1]] = target;
      } else {
        shorter[target] = next(shorter[edge[0]], edge[1]);
      }
      if (matched[target] == 0) {
        matched[target] = matched[shorter[target]];
      }
    }
  }

  /** The state after one more byte. */
  int next(int state, int value) {
    int from = state;
    while (from != 0) {
      int target = child(from, value);
      if (target != NONE) {
        return target;
      }
      from = shorter[from];
    }
    return fromStart[value];
  }

  /** How many of the last bytes may be the beginning of a sequence. */
  int open(int state) {
    return depth[state];
  }

  /** The length of the longest sequence that ends here; 0 if none does. */
  int matched(int state) {
    return matched[state];
  }

  private int child(int state, int value) {
    int slot = slot(state * 256 + value);
    return keys[slot] == NONE ? NONE : targets[slot];
  }

  private void put(int state, int value, int target) {
    int slot = slot(state * 256 + value);
    keys[slot] = state * 256 + value;
    targets[slot] = target;
  }

  private int slot(int key) {
    int slot = ((key * 0x9E3779B9) >>> 8) & (keys.length - 1);
    while (keys[slot] != NONE && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
