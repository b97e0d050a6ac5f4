/** The workflow around us: step outputs, summary, and the services of the forge. */
@NullMarked
package com.cleveragents.slipcovershard.ci;

import org.jspecify.annotations.NullMarked;
