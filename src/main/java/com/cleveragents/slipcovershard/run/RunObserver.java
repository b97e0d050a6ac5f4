package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Plan;

/** Looks on while a suite runs; called by one thread only. */
public interface RunObserver {
  /** The plan is made; the chunks get their first units next. */
  void planned(Plan plan);

  /** A chunk told something. */
  void told(int chunk, Event event);

  /** The process of a chunk has ended. */
  void ended(int chunk, int exitCode);

  /** Something that the user should know once. */
  void note(String line);

  /** Called now and then, whether anything happened or not. */
  void tick();
}
