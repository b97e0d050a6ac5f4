/** The command line: options to values, console, progress; the only caller of System. */
@NullMarked
package com.cleveragents.slipcovershard.cli;

import org.jspecify.annotations.NullMarked;
