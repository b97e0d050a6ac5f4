"""Where the suite forked a child process."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import os, sys

_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")
_INSTALLED = ("/site-packages/", "/dist-packages/")
_OWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")


class Origin:
    """What a forked child knows of its start."""

    def __init__(self):
        self.at = {}  # the unit and scenario that were in progress
        self.place = ""  # the suite's function that forked, with its file and line

    def note(self, at):
        """Called in the child, from within the fork."""
        self.at = dict(at)
        frame = sys._getframe(1)
        while frame is not None and not _is_suite(frame.f_code.co_filename):
            frame = frame.f_back
        if frame is not None:
            code = frame.f_code
            self.place = "%s (%s:%d)" % (code.co_name, _shown(code.co_filename), frame.f_lineno)


def _is_suite(path):
    if path.startswith(("<", _OWN, _LIBRARY)):
        return False
    return not any(folder in path for folder in _INSTALLED)


def _shown(path):
    try:
        root = os.path.join(os.getcwd(), "")
    except OSError:
        root = ""
    return path[len(root) :] if root and path.startswith(root) else path
