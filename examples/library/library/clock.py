"""Where the library takes the time from, so that tests can bring a calendar of their own."""

from __future__ import annotations

import time
from datetime import date


class Clock:
    def today(self) -> date:
        return date.today()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
