"""What a worker does before behave starts: its ties to the parent, its import path, its database."""

import importlib
import importlib.util
import sys

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import json_decode, json_encode, os, signal, time
from slipcover_shard_probe.errors import Refused

_PR_SET_PDEATHSIG = 1
_LOCKED = (5, 6)  # SQLITE_BUSY, SQLITE_LOCKED
_PATIENCE = 5  # seconds for whoever writes to the template


def die_with_parent(parent):
    try:
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (ImportError, OSError, AttributeError):
        return  # not Linux, or a Python without ctypes: the guard process is there as well
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def on_sigterm(handler):
    """Takes SIGTERM for this process, and leaves it to children that are forked as if we were not there.

    A handler of Python's runs when Python comes to it: a child that waits for a lock never does, and
    whoever waits for its end (multiprocessing, at exit) hangs. The signal waits while a fork goes on.
    """
    terminations = {signal.SIGTERM}
    signal.signal(signal.SIGTERM, handler)

    def hold():
        signal.pthread_sigmask(signal.SIG_BLOCK, terminations)

    def release():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, terminations)

    def restore():
        if signal.getsignal(signal.SIGTERM) == handler:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        release()

    os.register_at_fork(before=hold, after_in_parent=release, after_in_child=restore)


def restore_import_path(settings):
    """The suite is to see the import path that it would have without us."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path[:] = [entry for entry in sys.path if entry != here]
    if settings["python_path"] is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = settings["python_path"]


def measure_children():
    """From now on Pythons of this version that are started are measured; gives where, None if none are."""
    children = json_decode(os.environ.get("SLIPCOVER_SHARD_CHILDREN") or "null")
    if children is None:
        return None
    children["python"] = sys.version_info[:2]
    os.environ["SLIPCOVER_SHARD_CHILDREN"] = json_encode(children)
    return children["folder"]


def pose_as(runner):
    """Makes `__main__` what it is under `python -m RUNNER`; multiprocessing imports it by that name."""
    try:
        spec = importlib.util.find_spec(runner + ".__main__")
    except ImportError:
        spec = None
    if spec is None:
        raise Refused("%s cannot be imported" % runner)
    module = sys.modules["__main__"]
    module.__spec__ = spec
    module.__file__ = spec.origin
    sys.argv[0] = spec.origin


def versions(runner):
    import slipcover

    return {
        "python": "%d.%d.%d" % sys.version_info[:3],
        "slipcover": getattr(slipcover, "__version__", None) or slipcover.VERSION,
        "runner": importlib.import_module(runner).__version__,
    }


def copy_template(settings):
    """SQLite's own backup: a plain copy would lose what is still in a write-ahead log."""
    template = settings["template"]
    if template is None:
        return
    try:
        import sqlite3
    except ImportError:
        raise Refused("this Python has no sqlite3 module, which copies the template database")
    try:
        original = "file:%s?mode=ro" % _uri_path(template["from"])
        source = sqlite3.connect(original, uri=True, timeout=_PATIENCE)
        target = sqlite3.connect(template["to"])
        latest = time.monotonic() + _PATIENCE

        def wait(status, remaining, total):
            """Without this, a backup tries for ever what is locked; each try waits by itself as well."""
            if status in _LOCKED and time.monotonic() > latest:
                raise sqlite3.OperationalError("database is locked")

        try:
            source.backup(target, progress=wait)
        finally:
            target.close()
            source.close()
    except sqlite3.Error as error:
        raise Refused("template database %s cannot be copied: %s" % (template["from"], error))


def _uri_path(path):
    from urllib.parse import quote

    return quote(os.path.abspath(path))
