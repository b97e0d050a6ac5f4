"""The line to the parent: one JSON object a line, events up on a pipe, answers down on another."""

import json
import os


class Channel:
    """Both pipes, taken over from standard input and output before any test can touch those.

    The parent gives descriptors 0 to 2 only. 0 and 1 are the pipes: they are moved out of the way,
    where children do not inherit them; afterwards 0 is /dev/null and 1 the log, as 2 is already.
    """

    def __init__(self):
        self._answers = os.dup(0)
        self._events = os.dup(1)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)
        self._received = b""
        self._owner = os.getpid()

    @property
    def is_owner(self):
        """False in a process that a test has forked off."""
        return os.getpid() == self._owner

    def send(self, event, **values):
        """Sends one event; it names the process, so that the parent can tell whose it is."""
        values["event"] = event
        values["pid"] = os.getpid()
        data = (json.dumps(values, separators=(",", ":")) + "\n").encode("ascii")
        while data:
            data = data[os.write(self._events, data) :]

    def receive(self):
        """The next answer of the parent, or None when the parent is gone."""
        while b"\n" not in self._received:
            data = os.read(self._answers, 65536)
            if not data:
                return None
            self._received += data
        line, self._received = self._received.split(b"\n", 1)
        return json.loads(line)
