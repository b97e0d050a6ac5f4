package com.cleveragents.slipcovershard.run;

import java.io.IOException;

/** Starts child processes; tests give another one that fails on what it was not told to expect. */
@FunctionalInterface
public interface Processes {
  /**
   * Starts the child and returns at once.
   *
   * @throws IOException if the program cannot be started at all
   */
  Process start(ChildCommand command) throws IOException;

  /** The real thing. */
  static Processes ofOperatingSystem() {
    return command -> command.toBuilder().start();
  }
}
