"""A directory of values that were computed from a content, for other chunks and later runs.

An entry is a file of its own: chunks that start together write the same entries at the same time,
and whoever moves one into place last has replaced it by its like. Whatever is wrong with an entry,
it is as if it were not there.
"""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import hashlib, marshal, os, stat, threading, time

_LARGEST = 256 * 1024 * 1024  # bytes in the directory, looked at once an hour
_LONGEST = 16 * 1024 * 1024  # bytes of an entry
_HOUR = 3600
_DAY = 24 * _HOUR
_SWEPT = "swept"  # its time of change says when the directory was last looked through


class EntryCache:
    """Values that marshal knows, found again by what they were computed from."""

    def __init__(self, directory, context):
        """All keys begin with the context: what beside the content decides about a value."""
        self._directory = directory
        self._context = hashlib.sha256(repr(context).encode()).digest()
        self._swept = False

    @classmethod
    def opened(cls, directory, context):
        """The cache in that directory, or None if it is not this user's alone."""
        directory = os.path.abspath(directory)  # the suite may go elsewhere
        try:
            os.makedirs(directory, mode=0o700, exist_ok=True)
            if not hasattr(os, "getuid") or not _is_ours(os.lstat(directory), stat.S_ISDIR):
                return None
        except OSError:
            return None
        return cls(directory, context)

    def get(self, kind, content, compute):
        """What `compute` gives: of marshal's types, and depending on the content alone."""
        digest = hashlib.sha256(self._context)
        for part in (kind, *content):
            digest.update(b"%d\n" % len(part))
            digest.update(part)
        key = digest.digest()
        try:
            return self._read(key)
        except Exception:  # a file that is missing, foreign or broken
            pass
        value = compute()
        try:
            self._write(key, value)
        except Exception:
            pass
        return value

    def _read(self, key):
        file = os.open(self._path(key), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            status = os.fstat(file)
            if not _is_ours(status, stat.S_ISREG) or status.st_size > _LONGEST:
                raise ValueError("not an entry of ours")
            entry = os.read(file, status.st_size)
            if time.time() - status.st_mtime > _DAY:
                os.utime(file)  # what is in use is not what goes when there is too much
        finally:
            os.close(file)
        data = memoryview(entry)[32:]
        if entry[:32] != _seal(key, data):
            raise ValueError("torn, or under another name")
        return marshal.loads(data)

    def _write(self, key, value):
        data = marshal.dumps(value)
        if len(data) > _LONGEST - 32:
            return
        if not self._swept:
            self._swept = True
            self._sweep()
        path = self._path(key)
        beside = "%s.%d.%d" % (path, os.getpid(), threading.get_ident())
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            try:
                os.write(file, _seal(key, data) + data)
            finally:
                os.close(file)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise

    def _path(self, key):
        return os.path.join(self._directory, key.hex())

    def _sweep(self):
        """Drops what was not used for longest, when there is more than the largest size."""
        mark = os.path.join(self._directory, _SWEPT)
        now = time.time()
        try:
            if 0 <= now - os.lstat(mark).st_mtime < _HOUR:
                return
        except FileNotFoundError:
            pass
        os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        os.utime(mark)
        with os.scandir(self._directory) as entries:
            files = [
                (status.st_mtime, status.st_size, entry.path, "." in entry.name)
                for entry in entries
                if entry.name != _SWEPT
                for status in (entry.stat(follow_symlinks=False),)
            ]
        total = 0
        for changed, size, path, unfinished in sorted(files, reverse=True):
            total += size
            if total > _LARGEST or (unfinished and now - changed > _HOUR):
                try:
                    os.unlink(path)
                except OSError:  # another chunk was quicker, or it is no file
                    pass


def _is_ours(status, is_type):
    return is_type(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o022


def _seal(key, data):
    digest = hashlib.sha256(key)
    digest.update(data)
    return digest.digest()
