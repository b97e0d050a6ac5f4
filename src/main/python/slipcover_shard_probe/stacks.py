"""Shows in the log where Python is when it crashes, and when a scenario takes too long."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import faulthandler, os


class Stacks:
    """limit: seconds that a scenario may take, 0 for as long as it likes"""

    def __init__(self, limit):
        self._log = os.dup(2)  # tests may put something else in the place of standard error
        self._limit = limit
        faulthandler.enable(self._log)

    def scenario_begins(self):
        if self._limit:
            faulthandler.dump_traceback_later(self._limit, file=self._log)

    def scenario_ends(self):
        if self._limit:
            faulthandler.cancel_dump_traceback_later()
