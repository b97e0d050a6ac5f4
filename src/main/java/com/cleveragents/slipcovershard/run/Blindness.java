package com.cleveragents.slipcovershard.run;

import java.util.OptionalInt;

/**
 * From where on SlipCover did not see all that a chunk ran.
 *
 * @param unit in which that began; empty when it was after the last
 * @param why in words
 */
public record Blindness(OptionalInt unit, String why) {}
