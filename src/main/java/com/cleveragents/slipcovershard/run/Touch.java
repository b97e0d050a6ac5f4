package com.cleveragents.slipcovershard.run;

import java.util.OptionalInt;

/**
 * That a chunk touched a place.
 *
 * @param unit in which it did; empty outside of all, as in before_all
 * @param at when that was told, in seconds since the start of the run: it happened before
 */
public record Touch(Place place, OptionalInt unit, double at) {}
