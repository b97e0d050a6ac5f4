"""What the tests of a file are, apart from where they stand: hashes that two processes can compare."""

from hashlib import sha256

from slipcover_shard_probe.bound import builtins as __builtins__

_DIGITS = 16  # of a test's hash; nobody makes two tests collide on purpose


def digest(*texts):
    """A test's hash. Lone surrogates stand for bytes that are no text."""
    framed = "".join(["%d:%s" % (len(text), text) for text in texts])
    return sha256(framed.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def of(ids, path):
    """What is sent of a file's list: a hash of its tests in their order, and one of the file itself."""
    return {
        "identity": sha256("\n".join(ids).encode("ascii")).hexdigest(),
        "content": _content(path),
    }


def _content(path):
    try:
        with open(path, "rb") as file:
            return sha256(file.read()).hexdigest()
    except OSError:
        return ""  # gone since, or never a file


class Occurrences:
    """Numbers those that are called the same."""

    def __init__(self):
        self._seen = {}

    def next(self, name):
        number = self._seen.get(name, 0)
        self._seen[name] = number + 1
        return number
