"""Errors, as they are told to the parent."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import traceback

LONGEST_TEXT = 16_000  # characters of an error that travel to the parent; the log has all of it


class Refused(Exception):
    """These settings run no tests, or not ones that can be watched."""


class NotLoaded(Exception):
    """The suite's own code could not be loaded; what: which part of it."""

    def __init__(self, what, error):
        super().__init__(error)
        self.what = what


def shortened(text):
    text = str(text)
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT] + "\n... (%d characters more)" % (len(text) - LONGEST_TEXT)


def last_line(error):
    """An error as the last line of its traceback has it, with what its message says on further lines."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else (
        "%s.%s" % (kind.__module__, kind.__qualname__)
    )
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = "<exception str() failed>"
    return shortened("%s: %s" % (name, message) if message else name)


def whole(error):
    """An error with its traceback."""
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))
