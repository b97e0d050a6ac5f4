/** Tests of the container, in real containers and a real runner. */
@NullMarked
package com.cleveragents.slipcovershard.container;

import org.jspecify.annotations.NullMarked;
