/** Coverage as sets of lines and branches: reading, merging, counting, gates. */
@NullMarked
package com.cleveragents.slipcovershard.coverage;

import org.jspecify.annotations.NullMarked;
