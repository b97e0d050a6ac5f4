"""pytest's settings as pytest itself reads them, and what of them a chunk has to change."""

import io
import sys

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import os
from slipcover_shard_probe.errors import NotLoaded, Refused

_IDLE = (
    "collectonly",
    "setuponly",
    "setupplan",
    "showfixtures",
    "show_fixtures_per_test",
    "markers",
    "cacheshow",
    "version",
    "help",
)


def keep_quiet_about_slipcover():
    """Spares pytest the warning that it comes too late to rewrite SlipCover's assertions.

    With `filterwarnings = error` it would not start. The words are those by which a module asks for that.
    """
    import slipcover

    slipcover.__doc__ = (slipcover.__doc__ or "") + "\n\nPYTEST_DONT_REWRITE"


def refuse_idle(config):
    """Names the option that makes pytest run no test at all, while it ends with 0."""
    for option in _IDLE:
        if getattr(config.option, option, None):
            raise Refused("pytest's option %s runs no tests" % option.replace("_", "-"))


def switch_off_xdist(config):
    """Whether the tests would have been spread over processes of xdist's, which is what chunks are for."""
    was_on = bool(getattr(config.option, "numprocesses", None) or getattr(config.option, "tx", None))
    if was_on:
        config.option.numprocesses = 0
        config.option.dist = "no"
        config.option.tx = []
    return was_on


class Complaint:
    """Standard error until the test files are listed: what pytest has against its settings is said there only."""

    def __init__(self):
        self._before = sys.stderr
        self._said = io.StringIO()
        self._listens = True
        sys.stderr = self

    def write(self, text):
        if self._listens:
            self._said.write(text)
        return self._before.write(text)

    def __getattr__(self, name):
        return getattr(self._before, name)

    def stop(self):
        """What comes from now on is not kept: it is the tests'."""
        self._listens = False

    def close(self):
        """Standard error is what it was."""
        if sys.stderr is self:
            sys.stderr = self._before

    def error(self):
        """What was said, as the error that it is."""
        said = self._said.getvalue()
        if "while loading conftest" in said:
            return NotLoaded("conftest.py", said)
        reason = " ".join(said.split()) or "no reason given"
        return Refused("pytest does not accept its arguments: %s" % reason)
