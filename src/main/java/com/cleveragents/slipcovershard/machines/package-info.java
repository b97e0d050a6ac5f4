/** Machines that share a suite: how they come to one plan, and where they leave their parts. */
@NullMarked
package com.cleveragents.slipcovershard.machines;

import org.jspecify.annotations.NullMarked;
