package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Weights dealt to chunks so that the heaviest chunk is as light as can be found: the longest first
 * into the lightest chunk; then exchanges between the heaviest chunk and the others; then the same
 * exchanges again from where a few swaps at random lead.
 *
 * <p>Weights are whole numbers inside, so that a sum depends on no order, and counted steps end the
 * search, so that it finds the same on every machine.
 */
final class Balance {
  /** Weights are estimates: as near as one in so many to the least possible is good enough. */
  private static final int TOLERANCE = 10_000;

  /** Where single exchanges do not help any more, some from another start do, in most cases. */
  private static final int SHAKES = 200;

  /** With one swap a shake, the exchanges mostly lead back to where they were. */
  private static final int SWAPS = 3;

  /** Up to so many weights in a chunk, two at once are exchanged; among more, one is enough. */
  private static final int MOST_PAIRED = 60;

  /** Comparisons of two sums; a few hundredths of a second. */
  private static final long STEPS = 500_000;

  private final long[] weights;
  private final long goal;
  private long steps = STEPS;

  /** The heaviest last, except in a shake. */
  private Pile[] piles;

  private Balance(long[] weights, int chunks) {
    this.weights = weights;
    int[] longestFirst =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingLong(index -> weights[index]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    long bound = bound(longestFirst, chunks);
    this.goal = bound + bound / TOLERANCE;
    this.piles = dealt(longestFirst, chunks);
  }

  /**
   * The indices of the weights that each chunk has, rising; chunks in the order of their first
   * ones. No chunk is empty: there are as many as asked for, or as many as weights.
   *
   * @param weights finite and not negative
   */
  static List<List<Integer>> of(double[] weights, int chunks) {
    if (chunks < 1) {
      throw new IllegalArgumentException("chunks: " + chunks);
    }
    if (weights.length == 0) {
      return List.of();
    }
    Balance balance = new Balance(scaled(weights), Math.min(chunks, weights.length));
    balance.improve();
    return Arrays.stream(balance.piles)
        .sorted(Comparator.comparingInt(pile -> pile.members[0]))
        .map(pile -> Arrays.stream(pile.members).boxed().toList())
        .toList();
  }

  /** By a power of two, so that hardly a bit is lost and a sum of all can be doubled. */
  private static long[] scaled(double[] weights) {
    double longest = Arrays.stream(weights).max().orElseThrow();
    int bitsOfCount = Integer.SIZE - Integer.numberOfLeadingZeros(weights.length);
    int shift = 61 - bitsOfCount - (Math.getExponent(longest) + 1);
    return Arrays.stream(weights)
        .mapToLong(weight -> Math.round(Math.scalb(weight, shift)))
        .toArray();
  }

  /**
   * What the heaviest chunk weighs at least: the mean; and since one chunk has k + 1 of the
   * k·chunks + 1 longest weights, the k + 1 shortest of these.
   */
  private long bound(int[] longestFirst, int chunks) {
    long bound = (Arrays.stream(weights).sum() + chunks - 1) / chunks;
    for (int k = 0; k * chunks < weights.length; k++) {
      long sum = 0;
      for (int rank = k * chunks - k; rank <= k * chunks; rank++) {
        sum += weights[longestFirst[rank]];
      }
      bound = Math.max(bound, sum);
    }
    return bound;
  }

  private Pile[] dealt(int[] longestFirst, int chunks) {
    List<List<Integer>> members = new ArrayList<>();
    for (int chunk = 0; chunk < chunks; chunk++) {
      members.add(new ArrayList<>());
    }
    long[] loads = new long[chunks];
    // Weights of nothing would all land in one chunk: their number breaks the tie.
    PriorityQueue<Integer> lightest =
        new PriorityQueue<>(
            Comparator.<Integer>comparingLong(chunk -> loads[chunk])
                .thenComparingInt(chunk -> members.get(chunk).size())
                .thenComparingInt(chunk -> chunk));
    IntStream.range(0, chunks).forEach(lightest::add);
    for (int index : longestFirst) {
      int chunk = lightest.remove();
      members.get(chunk).add(index);
      loads[chunk] += weights[index];
      lightest.add(chunk);
    }
    return members.stream()
        .map(indices -> new Pile(indices.stream().mapToInt(Integer::intValue).sorted().toArray()))
        .toArray(Pile[]::new);
  }

  private void improve() {
    relieve();
    Random chance = new Random(0);
    for (int shake = 0; shake < SHAKES && heaviest().load > goal && steps > 0; shake++) {
      Pile[] before = piles.clone();
      long heaviest = heaviest().load;
      shake(chance);
      relieve();
      if (heaviest().load > heaviest) {
        piles = before;
      }
    }
  }

  private void shake(Random chance) {
    for (int swap = 0; swap < SWAPS; swap++) {
      int one = chance.nextInt(piles.length);
      int other = chance.nextInt(piles.length);
      if (one != other) {
        exchange(one, piles[one].any(chance), other, piles[other].any(chance));
      }
    }
  }

  /** Exchanges until none makes the heaviest chunk lighter without making another as heavy. */
  private void relieve() {
    sort();
    while (heaviest().load > goal && steps > 0 && relieveOnce()) {
      sort();
    }
  }

  private void sort() {
    Arrays.sort(piles, Comparator.comparingLong(pile -> pile.load));
  }

  private Pile heaviest() {
    return piles[piles.length - 1];
  }

  private boolean relieveOnce() {
    for (int atOnce = 1; atOnce <= 2; atOnce++) {
      for (int other = 0; other < piles.length - 1; other++) {
        if (relieveBy(other, atOnce)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The exchange after which the two are the most alike: as one sum rises, so does its best match.
   */
  private boolean relieveBy(int other, int atOnce) {
    long[] given = heaviest().sums(atOnce);
    long[] taken = piles[other].sums(atOnce);
    steps -= given.length + taken.length;
    long difference = heaviest().load - piles[other].load;
    long least = difference;
    long bestGiven = 0;
    long bestTaken = 0;
    int at = 0;
    for (long sum : given) {
      while (at < taken.length && 2 * (sum - taken[at]) > difference) {
        at++;
      }
      for (int near = Math.max(0, at - 1); near <= at && near < taken.length; near++) {
        long left = Math.abs(difference - 2 * (sum - taken[near]));
        if (left < least) {
          least = left;
          bestGiven = sum;
          bestTaken = taken[near];
        }
      }
    }
    if (least == difference) {
      return false;
    }
    exchange(
        piles.length - 1, heaviest().summing(bestGiven), other, piles[other].summing(bestTaken));
    return true;
  }

  private void exchange(int one, int[] given, int other, int[] taken) {
    piles[one] = piles[one].with(given, taken);
    piles[other] = piles[other].with(taken, given);
  }

  /** What one chunk has; it does not change, so its sums are made once. */
  private final class Pile {
    private static final long[] NOT_YET = {};

    /** Indices of weights, rising; never empty. */
    private final int[] members;

    private final long load;
    private long[] ones = NOT_YET;
    private long[] pairs = NOT_YET;

    Pile(int[] members) {
      this.members = members;
      this.load = Arrays.stream(members).mapToLong(index -> weights[index]).sum();
    }

    int[] any(Random chance) {
      return new int[] {members[chance.nextInt(members.length)]};
    }

    /** Of every choice of at most so many members; rising. */
    long[] sums(int atOnce) {
      if (atOnce == 1 || members.length > MOST_PAIRED) {
        if (ones.length == 0) {
          ones = new long[members.length + 1];
          for (int one = 0; one < members.length; one++) {
            ones[one] = weights[members[one]];
          }
          Arrays.sort(ones);
        }
        return ones;
      }
      if (pairs.length == 0) {
        pairs = new long[1 + members.length * (members.length + 1) / 2];
        int count = 0;
        for (int one = 0; one < members.length; one++) {
          pairs[count++] = weights[members[one]];
          for (int two = 0; two < one; two++) {
            pairs[count++] = weights[members[one]] + weights[members[two]];
          }
        }
        Arrays.sort(pairs);
      }
      return pairs;
    }

    /** The members that make up one of the {@link #sums}. */
    int[] summing(long sum) {
      if (sum == 0) {
        return new int[0];
      }
      for (int one = 0; one < members.length; one++) {
        if (weights[members[one]] == sum) {
          return new int[] {members[one]};
        }
      }
      for (int one = 0; one < members.length; one++) {
        for (int two = 0; two < one; two++) {
          if (weights[members[one]] + weights[members[two]] == sum) {
            return new int[] {members[one], members[two]};
          }
        }
      }
      throw new IllegalArgumentException("no two members weigh " + sum);
    }

    Pile with(int[] given, int[] taken) {
      return new Pile(
          IntStream.concat(
                  Arrays.stream(members)
                      .filter(index -> Arrays.stream(given).noneMatch(gone -> gone == index)),
                  Arrays.stream(taken))
              .sorted()
              .toArray());
    }
  }
}
