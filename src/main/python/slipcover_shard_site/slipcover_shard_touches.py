"""Notes what a process touches that another chunk may touch as well: files, SQLite databases, ports.

Through Python's audit events, so what C code opens by itself is not seen. The worker keeps its own
notes; processes that it forked and Pythons that it started append theirs to a file, which the
worker reads at the end of each feature.
"""

import sys

try:
    from slipcover_shard_site.slipcover_shard_bound import builtins as __builtins__
    from slipcover_shard_site.slipcover_shard_bound import os
except ImportError:  # at the start of a Python below the chunk, which knows this folder only
    from slipcover_shard_bound import builtins as __builtins__
    from slipcover_shard_bound import os

"".encode("unicode_escape")  # Python imports a codec at its first use, which is not to be in a test
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_KINDS = ("file", "database", "port")
_OF_THE_SYSTEM = ("/dev/", "/proc/", "/sys/")


class Touches:
    """What one process has touched since it was asked last.

    root: the working directory; what lies below is named from there
    own: directories that no other chunk writes to
    file: where other processes of the chunk note theirs
    """

    def __init__(self, root, own, file):
        self._root = os.path.join(root, "")
        self._own = tuple(os.path.join(folder, "") for folder in own) + _OF_THE_SYSTEM
        self._left_out = set()
        self._file = file
        self._owner = None
        self._read = 0
        self._noted = set()
        handlers = {
            "open": self._opened,
            "os.remove": self._removed,
            "os.rename": self._renamed,
            "os.truncate": self._truncated,
            "sqlite3.connect": self._connected,
            "socket.bind": self._bound,
        }
        find = handlers.get

        def audit(event, arguments):
            """A plain function: Python asks a bound method for an attribute at every event, which
            takes five times as long, and SlipCover alone causes a hundred thousand in some seconds."""
            handler = find(event)
            if handler is not None:
                try:
                    handler(*arguments)
                except OSError:
                    pass  # no working directory any more, a full disk: no reason to stop a test

        sys.addaudithook(audit)

    def keep(self):
        """From now on this process keeps its notes itself, for whoever takes them."""
        self._owner = os.getpid()

    def leave_out(self, folder):
        """That it is made, and what is written there, is in nobody's way."""
        self._own += (os.path.join(folder, ""),)
        self._left_out.add(folder)

    def taken(self):
        """What was touched since the last call: names by kind, sorted; an empty dict if nothing was."""
        noted, self._noted = self._noted, set()
        noted.update(self._of_others())
        taken = {}
        for kind, name in sorted(noted):
            taken.setdefault(kind, []).append(name)
        return taken

    def _of_others(self):
        try:
            with open(self._file, "rb") as notes:
                notes.seek(self._read)
                data = notes.read()
        except OSError:
            return []
        data = data[: data.rfind(b"\n") + 1]
        self._read += len(data)
        return list(filter(None, map(_note_in, data.split(b"\n"))))

    def _note(self, kind, name):
        note = kind, name
        if note in self._noted:
            return
        self._noted.add(note)
        if os.getpid() != self._owner:
            line = " ".join(note).encode("unicode_escape") + b"\n"
            notes = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            try:
                os.write(notes, line)
            finally:
                os.close(notes)

    def _note_path(self, kind, path, folder=-1):
        """folder: the descriptor of what a relative path starts from, -1 for the working directory."""
        path = os.fsdecode(path)
        if not os.path.isabs(path):
            start = os.getcwd() if folder == -1 else os.readlink("/proc/self/fd/%d" % folder)
            path = os.path.join(start, path)
        path = os.path.normpath(path)
        if path.startswith(self._own) or path in self._left_out:
            return
        if path.startswith(self._root):
            path = path[len(self._root) :]
        self._note(kind, path)

    # -- what Python tells

    def _opened(self, path, mode, flags):
        if isinstance(mode, str):
            if not any(letter in mode for letter in "wax+"):
                return
        elif not flags & _WRITING:
            return
        if isinstance(path, (str, bytes)) and ".pyc" not in os.fsdecode(path):
            self._note_path("file", path)

    def _removed(self, path, folder):
        if isinstance(path, (str, bytes)):
            self._note_path("file", path, folder)

    def _truncated(self, path, _):
        if isinstance(path, (str, bytes)):
            self._note_path("file", path)

    def _renamed(self, source, target, source_folder, target_folder):
        if ".pyc" not in os.fsdecode(target):
            self._note_path("file", source, source_folder)
            self._note_path("file", target, target_folder)

    def _connected(self, database, *_):
        if not isinstance(database, (str, bytes, os.PathLike)):
            return
        name = os.fsdecode(database)
        if name.startswith("file:"):
            name, _, options = name[len("file:") :].partition("?")
            if any(word in options for word in ("mode=ro", "mode=memory", "immutable=1")):
                return
        if name and not name.startswith(":memory:"):
            self._note_path("database", name)

    def _bound(self, _, address):
        if isinstance(address, (str, bytes)):
            if address and os.fsdecode(address)[0] != "\0":
                self._note_path("file", address)
        elif isinstance(address, tuple) and len(address) > 1 and address[1]:
            self._note("port", str(address[1]))


def _note_in(line):
    """What a line of such a file notes; None for one that is torn, or that somebody else has written."""
    try:
        kind, _, name = line.decode("unicode_escape").partition(" ")
    except UnicodeDecodeError:
        return None
    return (kind, name) if kind in _KINDS and name else None


def note_for_worker(settings):
    """In a Python that a chunk started; lines: the working directory, the file, then all else."""
    root, file, *own = settings.split("\n")
    Touches(root, own, file)
