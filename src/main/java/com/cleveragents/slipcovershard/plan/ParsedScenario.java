package com.cleveragents.slipcovershard.plan;

/**
 * A scenario or a row of an outline, as the runner parsed it.
 *
 * @param selected whether tags, names and lines let it run
 */
public record ParsedScenario(int line, String name, boolean selected, int steps) {}
