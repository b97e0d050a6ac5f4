package com.cleveragents.slipcovershard.run;

import java.util.Map;

/** How the process of a chunk ended. */
public sealed interface ChunkEnd {
  /** In order: everything handed out was run and reported, and SlipCover saved what it measured. */
  record InOrder(boolean failed) implements ChunkEnd {}

  /** By itself before it was done, or with an exit code that does not fit what it reported. */
  record Died(int exitCode) implements ChunkEnd {
    private static final Map<Integer, String> SIGNALS =
        Map.of(
            1, "SIGHUP", 2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9,
            "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

    /** In words: {@code was killed by SIGSEGV} or {@code ended with exit code 3}. */
    public String description() {
      if (exitCode > 128) {
        int signal = exitCode - 128;
        return "was killed by " + SIGNALS.getOrDefault(signal, "signal " + signal);
      }
      return "ended with exit code " + exitCode;
    }
  }

  /** It cannot run with these settings: the worker said so, or never came so far as to speak. */
  record Refused(String message) implements ChunkEnd {}

  /** We ended it. */
  record Ended(Reason reason) implements ChunkEnd {}

  /** Why we ended a chunk. */
  enum Reason {
    /** The run was interrupted. */
    INTERRUPTED,
    /** The deadline of the whole run had passed. */
    DEADLINE,
    /** A scenario took longer than any may. */
    SCENARIO_TIMEOUT,
    /** What it told was damaged on its way. */
    DAMAGED_EVENTS,
    /** It had finished its work and did not exit, though it did nothing any more. */
    DID_NOT_EXIT,
    /** It had finished its work, and used CPU time without saving anything. */
    DID_NOT_SAVE,
    /** It found other features than the first chunk, or lacks some that are on disk. */
    WRONG_LIST,
    /** There are fewer units than chunks. */
    NOT_NEEDED,
    /** Another chunk showed that the run cannot go on. */
    RUN_ENDED
  }
}
