/** What every package knows: how a run ends, and the one expected failure. */
@NullMarked
package com.cleveragents.slipcovershard;

import org.jspecify.annotations.NullMarked;
