/** Coverage and ledger to bytes, one class a format. */
@NullMarked
package com.cleveragents.slipcovershard.report;

import org.jspecify.annotations.NullMarked;
