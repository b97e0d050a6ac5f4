package com.cleveragents.slipcovershard.cli;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A made-up suite and a way to run it in chunks, as text that {@link TestProject#with} understands.
 * Its first file, {@code case.properties}, holds the way to run it, so that one text is a whole
 * test case that can be kept.
 *
 * @param drawing the files of the project
 */
record DrawnSuite(String drawing) {
  private static final String SHOP =
      """
      == shop.py
      def sell(price):
          if price < 0:
              return "refused"
          return "sold"
      """;

  /** The suite that a seed stands for. */
  static DrawnSuite of(long seed) {
    // Random's own first numbers are nearly the same for all small seeds.
    Random random = new Random(new SplittableRandom(seed).nextLong());
    boolean pytest = random.nextBoolean();
    boolean unruly = random.nextInt(3) == 0;
    boolean retries = random.nextInt(3) == 0;
    boolean shards = random.nextInt(6) == 0;
    String suite =
        pytest
            ? new DrawnPytestSuite(random, retries, unruly).drawn()
            : new DrawnBehaveSuite(random, retries, unruly).drawn();
    String properties =
        """
        == case.properties
        runner = %s
        chunks = %d
        split = %s
        granularity = %s
        retry = %d
        shards = %d
        unruly = %s
        """
            .formatted(
                pytest ? "pytest" : "behave",
                1 + random.nextInt(3),
                random.nextBoolean() ? "static" : "queue",
                random.nextInt(4) == 0 ? "auto" : "feature",
                retries ? 1 : 0,
                shards ? 2 : 0,
                unruly);
    return new DrawnSuite(properties + SHOP + suite);
  }

  boolean isPytest() {
    return property("runner").equals("pytest");
  }

  int chunks() {
    return Integer.parseInt(property("chunks"));
  }

  /** How many machines the suite is divided over; 0 for one machine without a merge. */
  int shards() {
    return Integer.parseInt(property("shards"));
  }

  /** Whether a test that passes when it runs again counts as flaky. */
  boolean retries() {
    return !property("retry").equals("0");
  }

  /**
   * Whether something outside of its tests goes wrong or looks at the whole session: several
   * processes may then end in another way than one, but never green instead of red.
   */
  boolean isUnruly() {
    return Boolean.parseBoolean(property("unruly"));
  }

  /** The arguments of the run in chunks, without the number of chunks. */
  List<String> arguments() {
    return List.of(
        "--runner=" + property("runner"),
        "--split=" + property("split"),
        "--granularity=" + property("granularity"),
        "--retry-failed=" + property("retry"));
  }

  private String property(String name) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(drawing.substring(0, drawing.indexOf("\n== ", 1))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty(name, "");
  }
}
