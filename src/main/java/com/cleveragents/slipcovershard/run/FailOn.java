package com.cleveragents.slipcovershard.run;

/**
 * What makes a run red that would only be told otherwise.
 *
 * @param flaky scenarios that passed when they ran again
 * @param clash places at which chunks may have got in each other's way
 * @param newSkip scenarios that the suite skipped, and that ran before
 */
public record FailOn(boolean flaky, boolean clash, boolean newSkip) {
  public static final FailOn NOTHING_MORE = new FailOn(false, false, false);
}
