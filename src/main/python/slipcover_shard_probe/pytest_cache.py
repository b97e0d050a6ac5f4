"""pytest's cache, to which all chunks write that work in one directory."""

import pathlib

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import contextlib, fcntl, os


def folder(config):
    """Where it is; None without the plugin."""
    if getattr(config, "cache", None) is None:
        return None
    return os.path.join(str(config.rootpath), os.path.expandvars(config.getini("cache_dir")))


def clear_once(config, run):
    """With --cache-clear, the first process of the run clears it: a later one would clear results.

    run: a folder of this run, the same for all processes
    """
    if not getattr(config.option, "cacheclear", False):
        return
    directory = os.path.join(str(config.rootpath), os.path.expandvars(config.getini("cache_dir")))
    with open(os.path.join(run, "cleared-caches"), "a+", encoding="utf-8") as cleared:
        fcntl.flock(cleared, fcntl.LOCK_EX)
        cleared.seek(0)
        config.option.cacheclear = False
        if ascii(directory) in cleared.read().splitlines():
            return
        from _pytest.cacheprovider import Cache

        if os.path.isdir(directory):
            Cache.clear_cache(pathlib.Path(directory), _ispytest=True)
        cleared.write(ascii(directory) + "\n")
        cleared.flush()


def share(config, own):
    """Makes what is written there a part of the whole: pytest takes its own tests for all there are.

    own: gives the ids of this chunk's tests and files
    """
    cache = config.cache
    write = cache.set

    def set_part(key, value):
        with _locked(cache.mkdir("slipcover-shard")):
            if key == "cache/lastfailed":
                mine = own()
                known = cache.get(key, {})
                value = {
                    **{name: failed for name, failed in known.items() if name not in mine},
                    **{name: failed for name, failed in value.items() if name in mine},
                }
            elif key == "cache/nodeids":
                value = sorted({*cache.get(key, []), *value})
            write(key, value)

    cache.set = set_part


def leave_to_others(config, tests, files):
    """With --lf, pytest runs all tests where none has failed last; here, some may have in other chunks.

    files: gives the ids of all files that there are
    """
    if not config.getoption("lf", False) or getattr(config, "cache", None) is None:
        return
    failed = config.cache.get("cache/lastfailed", {})
    if not any(test.nodeid in failed for test in tests):
        known = files()
        if any(name.partition("::")[0] in known for name in failed):
            config.hook.pytest_deselected(items=list(tests))
            tests[:] = []


@contextlib.contextmanager
def _locked(directory):
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
