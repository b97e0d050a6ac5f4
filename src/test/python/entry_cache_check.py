"""Tries what EntryCache promises: many at once, nobody else's entries, no more than so many bytes.

Usage: python entry_cache_check.py PROBE WORK
"""

import os
import subprocess
import sys
import time


def main():
    probe, work, *rest = sys.argv[1:]
    sys.path.insert(0, probe)
    from slipcover_shard_probe import entry_cache

    if rest:
        use(entry_cache, work, int(rest[0]))
        return
    several_at_once(entry_cache, os.path.join(work, "several"))
    keeps_what_is_in_use(entry_cache, os.path.join(work, "bounded"))
    depends_on_context_and_kind(entry_cache, os.path.join(work, "context"))
    refuses_what_is_not_its_own(entry_cache, os.path.join(work, "foreign"))
    print("as promised")


def value(number):
    return {"number": number, "lines": frozenset(range(number % 50)), "text": "x" * 5000}


def use(entry_cache, directory, start):
    cache = entry_cache.EntryCache.opened(directory, "context")
    for n in range(200):
        number = (start + n) % 200
        got = cache.get(b"kind", (b"%d" % number,), lambda: value(number))
        assert got == value(number), number


def several_at_once(entry_cache, directory):
    command = [sys.executable, __file__, sys.argv[1], directory]
    # From the same start they write the same entries, from others they read what is being written.
    children = [subprocess.Popen([*command, str(start)]) for start in (0, 0, 20, 40)]
    assert [child.wait() for child in children] == [0, 0, 0, 0]
    names = sorted(os.listdir(directory))
    assert len(names) == 201 and not [name for name in names if "." in name], names
    counted = []
    cache = entry_cache.EntryCache.opened(directory, "context")
    for n in range(200):
        assert cache.get(b"kind", (b"%d" % n,), lambda: counted.append(n)) == value(n)
    assert counted == []


def keeps_what_is_in_use(entry_cache, directory):
    cache = entry_cache.EntryCache.opened(directory, "context")
    for n in range(20):
        cache.get(b"kind", (b"%d" % n,), lambda: "x" * 1000)
    a_week_ago = time.time() - 7 * 86400
    for name in os.listdir(directory):
        os.utime(os.path.join(directory, name), (a_week_ago, a_week_ago))
    unfinished = os.path.join(directory, "0" * 64 + ".1.1")
    open(unfinished, "w").close()
    os.utime(unfinished, (a_week_ago, a_week_ago))
    for n in (3, 4):
        cache.get(b"kind", (b"%d" % n,), lambda: sys.exit("it was there"))
    entry_cache._LARGEST = 5500
    cache = entry_cache.EntryCache.opened(directory, "context")
    cache.get(b"kind", (b"new",), lambda: 1)
    counted = []
    for n in (3, 4):
        cache.get(b"kind", (b"%d" % n,), lambda: counted.append(n))
    assert counted == []
    sizes = [entry.stat().st_size for entry in os.scandir(directory)]
    assert len(sizes) == 7 and sum(sizes) < 5600, sizes  # five, the new one, and the mark
    assert not os.path.exists(unfinished)


def depends_on_context_and_kind(entry_cache, directory):
    numbers = iter(range(100))
    one = entry_cache.EntryCache.opened(directory, ("3.13", 1))
    other = entry_cache.EntryCache.opened(directory, ("3.13", 2))
    asked = [
        (one, b"kind", (b"ab", b"c")),
        (one, b"kind", (b"a", b"bc")),
        (one, b"kind", (b"abc",)),
        (one, b"kinds", (b"ab", b"c")),
        (other, b"kind", (b"ab", b"c")),
    ]
    for _ in range(2):
        got = [cache.get(kind, content, lambda: next(numbers)) for cache, kind, content in asked]
        assert got == [0, 1, 2, 3, 4], got


def refuses_what_is_not_its_own(entry_cache, directory):
    opened = entry_cache.EntryCache.opened
    assert opened(directory, 1) is not None
    assert os.stat(directory).st_mode & 0o777 == 0o700
    for mode in (0o720, 0o702, 0o777):
        os.chmod(directory, mode)
        assert opened(directory, 1) is None, oct(mode)
    os.chmod(directory, 0o755)
    assert opened(directory, 1) is not None
    link, file = directory + "-link", directory + "-file"
    os.symlink(directory, link)
    open(file, "w").close()
    assert opened(link, 1) is None
    assert opened(file, 1) is None
    assert opened(os.path.join(file, "below"), 1) is None
    if os.getuid() == 0:
        os.chown(directory, 12345, -1)
        assert opened(directory, 1) is None
        os.chown(directory, 0, -1)
        cache = opened(directory, 1)
        cache.get(b"kind", (b"content",), lambda: 1)
        for name in os.listdir(directory):
            os.chown(os.path.join(directory, name), 12345, -1)
        assert cache.get(b"kind", (b"content",), lambda: 2) == 2  # and is the own one from now on
        assert cache.get(b"kind", (b"content",), lambda: 3) == 2


if __name__ == "__main__":
    main()
