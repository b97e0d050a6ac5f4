package com.cleveragents.slipcovershard.plan;

/**
 * The machines that share a suite, seen from one of them.
 *
 * @param shard this one
 * @param chunks how many chunks on each of them the suite is divided for; the same to all, whatever
 *     each has in truth
 */
public record Machines(Shard shard, int chunks) {}
