package com.cleveragents.slipcovershard.run;

import java.util.Comparator;

/**
 * Something that the units of several chunks may get in each other's way at.
 *
 * @param name a path, relative to the working directory where it lies below it; of a port its
 *     number
 */
public record Place(Kind kind, String name) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::kind).thenComparing(Place::name);

  /** What it is. */
  public enum Kind {
    /** A file that was written, renamed or removed. */
    FILE,
    /** An SQLite database that was opened, and not for reading only. */
    DATABASE,
    /** A port that was listened at. */
    PORT
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind == Kind.PORT ? "port " + name : name;
  }
}
