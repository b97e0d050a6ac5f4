/** Which unit goes to which chunk: pure functions of weights and counts. */
@NullMarked
package com.cleveragents.slipcovershard.plan;

import org.jspecify.annotations.NullMarked;
