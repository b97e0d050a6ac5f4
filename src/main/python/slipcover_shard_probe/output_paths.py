"""Where a chunk writes what the user told the runner to write, until the parent brings it there."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import os


def own_path(own, number, path):
    """Alone in a folder below own, but for what the writer puts beside it."""
    folder = os.path.join(own, str(number))
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, os.path.basename(path.rstrip("/")) or "output")


def is_stream(path):
    """Devices, pipes and the like, to which every process writes as it goes."""
    special = os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
    return special or path in ("/dev/stdout", "/dev/stderr")
