package com.cleveragents.slipcovershard.coverage;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Line numbers of one file, kept as bits since a large suite has millions of them. */
public final class LineSet {
  static final LineSet EMPTY = new LineSet(new BitSet());

  private final BitSet bits;
  private final int size;

  private LineSet(BitSet bits) {
    this.bits = bits;
    this.size = bits.cardinality();
  }

  /** These lines. */
  public static LineSet of(int... lines) {
    BitSet bits = new BitSet();
    for (int line : lines) {
      bits.set(line);
    }
    return new LineSet(bits);
  }

  /** The lines whose bits are set; the bits must not change afterwards. */
  static LineSet owning(BitSet bits) {
    return bits.isEmpty() ? EMPTY : new LineSet(bits);
  }

  /** How many lines these are. */
  public int size() {
    return size;
  }

  /** There is no line. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The line is one of these. */
  public boolean contains(int line) {
    return bits.get(line);
  }

  /** The lines in ascending order. */
  public IntStream stream() {
    return bits.stream();
  }

  /** The first of these lines that is not before the given one. */
  public OptionalInt firstFrom(int line) {
    int next = bits.nextSetBit(line);
    return next < 0 ? OptionalInt.empty() : OptionalInt.of(next);
  }

  LineSet union(LineSet other) {
    if (other.isEmpty()) {
      return this;
    }
    BitSet both = (BitSet) bits.clone();
    both.or(other.bits);
    return new LineSet(both);
  }

  LineSet minus(LineSet other) {
    if (!bits.intersects(other.bits)) {
      return this;
    }
    BitSet rest = (BitSet) bits.clone();
    rest.andNot(other.bits);
    return owning(rest);
  }

  OptionalInt firstInCommon(LineSet other) {
    if (!bits.intersects(other.bits)) {
      return OptionalInt.empty();
    }
    return stream().filter(other::contains).findFirst();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LineSet lines && bits.equals(lines.bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  @Override
  public String toString() {
    return bits.toString();
  }
}
