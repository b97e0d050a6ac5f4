"""Whether SlipCover still sees what the process runs."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import live, os, sys


class Sight:
    """What SlipCover needs for measuring, as it is at the start and has to stay."""

    def __init__(self):
        self._finder = next(
            (f for f in live("meta_path") if type(f).__name__ == "SlipcoverMetaPathFinder"), None
        )
        self._tool = self._callback = None
        if hasattr(sys, "monitoring"):  # by which SlipCover measures from Python 3.12 on
            self._tool = sys.monitoring.get_tool(sys.monitoring.COVERAGE_ID)
        if self._tool:
            self._callback = self._exchanged(None)
            self._exchanged(self._callback)

    @property
    def measuring(self):
        """The Slipcover object that measures this process."""
        return self._finder.sci

    def lost(self):
        """What keeps SlipCover from seeing all that runs now, in words; None if nothing does."""
        if self._finder not in live("meta_path"):
            return "SlipCover's import hook was taken off sys.meta_path"
        if self._tool:
            if sys.monitoring.get_tool(sys.monitoring.COVERAGE_ID) != self._tool:
                return "SlipCover's place in sys.monitoring was given up"
            if self._exchanged(self._callback) is not self._callback:
                return "SlipCover's callback in sys.monitoring was replaced"
        return None

    @staticmethod
    def _exchanged(callback):
        """Python tells which callback is there only to somebody who puts another in its place."""
        monitoring = sys.monitoring
        return monitoring.register_callback(
            monitoring.COVERAGE_ID, monitoring.events.LINE, callback
        )

    def measured_module(self):
        """The name of one module that SlipCover has to measure; None if none is loaded."""
        matcher = self._finder.file_matcher
        for name, module in sorted(sys.modules.items()):
            path = getattr(module, "__file__", None)
            if not isinstance(path, str) or not path.endswith(".py") or not os.path.isfile(path):
                continue
            if os.path.getsize(path) and matcher.matches(path):
                return name
        return None
