package com.cleveragents.slipcovershard.coverage;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Made-up measurements of one project that has traps in its names; the seed makes them again. */
public final class RandomCoverage {
  private static final List<String> PATHS =
      List.of(
          "run.py",
          "shop/__init__.py",
          "shop/cart2.py",
          "shop/cart10.py",
          "shop/cart010.py",
          "shop/a&b <c> \"d\".py",
          "shop.api/v1.py",
          "shop/api/v1.py",
          "shop/gr\u00f6\u00dfe.py",
          "shop/\uff5a.py",
          "shop/\ud83d\ude00.py",
          "shop/x\u0663.py",
          "123",
          "/opt/elsewhere/lib/outside.py",
          "/opt/outside.py",
          "/outside.py",
          "../beside/outside.py",
          "shop/./dotted.py",
          "shop/e\u0301.py",
          "shop/back\\slash.py",
          "shop/tab\there.py",
          "shop/100%|*.py",
          ".hidden/-x.py",
          " blank /  .py");
  private static final int LINES = 60;

  private final List<String> paths;
  private final long seed;
  private final Random random;
  private final boolean withBranches;

  /** Of sources that nobody has. */
  public RandomCoverage(long seed) {
    this(seed, PATHS);
  }

  /** Of these sources. */
  public RandomCoverage(long seed, List<String> paths) {
    this.paths = List.copyOf(paths);
    this.seed = seed;
    random = new Random(seed);
    withBranches = random.nextBoolean();
  }

  /** Enough seeds to meet every trap. */
  public static LongStream seeds() {
    return LongStream.rangeClosed(1, 50);
  }

  /** Another measurement of the same project. */
  public Coverage next() {
    return next(paths.size());
  }

  /** Another measurement of the same project, of at most so many files. */
  public Coverage next(int most) {
    SortedMap<String, FileCoverage> files = new TreeMap<>();
    int wanted = random.nextInt(most + 1);
    for (int i = 0; i < wanted; i++) {
      String path = paths.get(random.nextInt(paths.size()));
      files.put(path, file(new Random(31 * seed + path.hashCode())));
    }
    return new Coverage(new SlipcoverVersion("1.1.0"), withBranches, files);
  }

  /** What has code is the same in every measurement; what of it ran is not. */
  private FileCoverage file(Random source) {
    BitSet executed = new BitSet();
    BitSet missing = new BitSet();
    int last = source.nextInt(LINES + 1);
    // Mostly executed, wholly executed, or anything between.
    double share = random.nextInt(4) == 0 ? 1 : random.nextDouble();
    for (int line = 1; line <= last; line++) {
      if (source.nextInt(5) > 0) {
        (random.nextDouble() < share ? executed : missing).set(line);
      }
    }
    ArcSet arcs = arcs(source, last);
    ArcSet taken =
        ArcSet.ofPacked(
            arcs.stream()
                .filter(arc -> random.nextDouble() < share)
                .mapToLong(arc -> Arc.pack(arc.from(), arc.to())));
    return new FileCoverage(
        LineSet.owning(executed), LineSet.owning(missing), taken, arcs.minus(taken));
  }

  private ArcSet arcs(Random source, int last) {
    if (!withBranches || last == 0) {
      return ArcSet.EMPTY;
    }
    return ArcSet.ofPacked(
        source
            .ints(source.nextInt(20), 1, last + 1)
            .mapToLong(from -> Arc.pack(from, source.nextInt(last + 1))));
  }

  @Override
  public String toString() {
    return "seed " + seed;
  }
}
