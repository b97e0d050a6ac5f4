package com.cleveragents.slipcovershard.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A clock that stands still, for once, where another one is set back: no run takes less than 0 s.
 */
final class SteadyClock extends Clock {
  private final Clock clock;
  private Instant last = Instant.MIN;
  private Duration lost = Duration.ZERO;

  SteadyClock(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Instant instant() {
    Instant now = clock.instant().plus(lost);
    if (now.isBefore(last)) {
      lost = lost.plus(Duration.between(now, last));
      now = last;
    }
    last = now;
    return now;
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new SteadyClock(clock.withZone(zone));
  }
}
