package com.cleveragents.slipcovershard.plan;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a suite that one machine runs when several share the work.
 *
 * @param number from 1
 * @param count how many machines there are
 */
public record Shard(int number, int count) {
  /** How many machines may share a suite. */
  public static final int MOST = 256;

  /** What {@link #parse} takes, in words. */
  public static final String ALLOWED = "i/n, such as 2/3, with i from 1 to n and n up to " + MOST;

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,3})/([0-9]{1,3})");

  public Shard {
    if (number < 1 || number > count || count > MOST) {
      throw new IllegalArgumentException("shard " + number + " of " + count);
    }
  }

  /** Reads {@code 2/3}; empty for anything else. */
  public static Optional<Shard> parse(String text) {
    Matcher found = TEXT.matcher(text.strip());
    if (!found.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(found.group(1));
    int count = Integer.parseInt(found.group(2));
    return number < 1 || number > count || count > MOST
        ? Optional.empty()
        : Optional.of(new Shard(number, count));
  }

  /** As people say it: {@code shard 2 of 3}. */
  @Override
  public String toString() {
    return "shard " + number + " of " + count;
  }
}
