package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.TestEnvironments.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One way to run a suite: which environment, how many chunks. */
record Setup(Environment environment, int chunks) {
  private static final String PYTHON = "3.11";
  private static final List<String> BEHAVES = List.of("1.2.6", "1.3.3");

  /** Both versions of behave, one chunk and two: for what depends on the inside of behave. */
  static Stream<Setup> all() {
    return BEHAVES.stream().flatMap(Setup::withEveryCount);
  }

  /** The newest behave, one chunk and two. */
  static Stream<Setup> newest() {
    return withEveryCount(BEHAVES.get(BEHAVES.size() - 1));
  }

  /** Both versions of behave, each with two chunks. */
  static Stream<Setup> pairs() {
    return all().filter(setup -> setup.chunks == 2);
  }

  /** The newest behave with that many chunks. */
  static Setup chunks(int chunks) {
    return new Setup(newest().findFirst().orElseThrow().environment(), chunks);
  }

  private static Stream<Setup> withEveryCount(String behave) {
    Environment environment = TestEnvironments.of(PYTHON, behave);
    return Stream.of(1, 2).map(chunks -> new Setup(environment, chunks));
  }

  Path python() {
    return environment.python();
  }

  boolean isBehave(String version) {
    return environment.behave().startsWith(version);
  }

  @Override
  public String toString() {
    return "behave " + environment.behave() + (chunks == 1 ? ", 1 chunk" : ", 2 chunks");
  }
}
