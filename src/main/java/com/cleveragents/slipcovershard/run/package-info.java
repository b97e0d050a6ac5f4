/** Child processes: the Python environment, the workers, their events and the ledger. */
@NullMarked
package com.cleveragents.slipcovershard.run;

import org.jspecify.annotations.NullMarked;
