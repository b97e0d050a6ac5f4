package com.cleveragents.slipcovershard.coverage;

/**
 * A branch: the jump from one line to another.
 *
 * @param from the line that decides
 * @param to the line that comes next; 0 is the end of the block of code
 */
public record Arc(int from, int to) {
  /** The branch leaves its block of code instead of reaching a line. */
  public boolean isExit() {
    return to == 0;
  }

  @Override
  public String toString() {
    return from + "->" + (isExit() ? "exit" : to);
  }

  static Arc unpack(long packed) {
    return new Arc((int) (packed >>> Integer.SIZE), (int) packed);
  }

  /** Both numbers in one, in an order that sorts by line, then by target. */
  static long pack(int from, int to) {
    return (long) from << Integer.SIZE | to;
  }
}
