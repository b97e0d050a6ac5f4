package com.cleveragents.slipcovershard.machines;

import com.cleveragents.slipcovershard.plan.Shard;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of the artifact that a machine leaves: {@code
 * <prefix>-shard-<i>-of-<n>-<job>-<run>.<attempt>}, another one for each of them.
 *
 * @param prefix the name that the artifact of the whole has
 * @param from the machine's attempt at its job
 */
public record PartName(String prefix, Shard shard, JobAttempt from) {
  private static final Pattern ANY =
      Pattern.compile(".+-shard-\\d{1,3}-of-\\d{1,3}-[A-Za-z0-9_-]+\\.\\d{1,9}");

  private static final Pattern REST =
      Pattern.compile("-shard-(\\d{1,3})-of-(\\d{1,3})-([A-Za-z0-9_-]+)-([^-.]+)\\.(\\d{1,9})");

  /** Whether an artifact of that name is a part, of whatever run. */
  public static boolean isOne(String name) {
    return ANY.matcher(name).matches();
  }

  /** Reads the name of a part of that run; empty for any other. */
  public static Optional<PartName> parse(String name, String prefix, String run) {
    if (!name.startsWith(prefix)) {
      return Optional.empty();
    }
    Matcher found = REST.matcher(name.substring(prefix.length()));
    if (!found.matches() || !found.group(4).equals(run)) {
      return Optional.empty();
    }
    return Shard.parse(found.group(1) + "/" + found.group(2))
        .map(
            shard ->
                new PartName(
                    prefix,
                    shard,
                    new JobAttempt(run, found.group(3), Integer.parseInt(found.group(5)))));
  }

  @Override
  public String toString() {
    return "%s-shard-%d-of-%d-%s".formatted(prefix, shard.number(), shard.count(), from.ending());
  }
}
