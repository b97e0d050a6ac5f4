package com.cleveragents.slipcovershard.coverage;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Branches of one file, packed and sorted. */
public final class ArcSet {
  static final ArcSet EMPTY = new ArcSet(new long[0]);

  private final long[] packed;

  private ArcSet(long[] packed) {
    this.packed = packed;
  }

  /** These branches. */
  public static ArcSet of(Arc... arcs) {
    return ofPacked(Stream.of(arcs).mapToLong(arc -> Arc.pack(arc.from(), arc.to())));
  }

  static ArcSet ofPacked(LongStream packed) {
    long[] sorted = packed.sorted().distinct().toArray();
    return sorted.length == 0 ? EMPTY : new ArcSet(sorted);
  }

  /** How many branches these are. */
  public int size() {
    return packed.length;
  }

  /** There is no branch. */
  public boolean isEmpty() {
    return packed.length == 0;
  }

  /** The branches, by their line, then by their target. */
  public Stream<Arc> stream() {
    return Arrays.stream(packed).mapToObj(Arc::unpack);
  }

  ArcSet union(ArcSet other) {
    if (other.isEmpty() || Arrays.equals(packed, other.packed)) {
      return this;
    }
    return ofPacked(LongStream.concat(Arrays.stream(packed), Arrays.stream(other.packed)));
  }

  ArcSet minus(ArcSet other) {
    return isEmpty() || other.isEmpty()
        ? this
        : ofPacked(Arrays.stream(packed).filter(arc -> !other.contains(arc)));
  }

  Optional<Arc> firstInCommon(ArcSet other) {
    return Arrays.stream(packed).filter(other::contains).mapToObj(Arc::unpack).findFirst();
  }

  private boolean contains(long arc) {
    return Arrays.binarySearch(packed, arc) >= 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ArcSet arcs && Arrays.equals(packed, arcs.packed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(packed);
  }

  @Override
  public String toString() {
    return stream().toList().toString();
  }
}
