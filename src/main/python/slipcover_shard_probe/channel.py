"""The line to the parent: events go into a file, answers come on a pipe."""

import errno
import json
import os
import time

_BELL = b"\a"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_PATIENCE = 10  # seconds

# The many, which nobody waits for: the parent reads them when it next looks at the file.
_CAN_WAIT = frozenset(("importing", "unit", "start", "end", "touched", "unit_end"))


class Channel:
    """Takes over standard input and output before any test can touch those.

    The parent gives descriptors 0 to 2 only. 0 is the pipe of the answers, 1 rings the parent: they
    are moved out of the way, where children do not inherit them; afterwards 0 is /dev/null and 1
    the log, as 2 is already.
    """

    def __init__(self, events):
        # Not looked up in the module again: libraries that fake the time replace it there.
        self.clock = time.perf_counter
        self._sleep = time.sleep
        self._began = self.clock()
        self._answers = os.dup(0)
        self._bell = os.dup(1)
        self._events = os.open(events, os.O_WRONLY | os.O_APPEND)
        os.unlink(events)  # so that no test comes across it
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)
        self._encode = json.JSONEncoder(separators=(",", ":")).encode
        self._received = b""
        self._owner = os.getpid()

    @property
    def is_owner(self):
        """False in a process that a test has forked off."""
        return os.getpid() == self._owner

    def send(self, event, **values):
        """Sends one event, with the time since the start and the process, that the parent can tell whose it is."""
        values["event"] = event
        values["at"] = round(self.clock() - self._began, 4)
        values["pid"] = os.getpid()
        self._append((self._encode(values) + "\n").encode("ascii"))
        if event not in _CAN_WAIT:
            os.write(self._bell, _BELL)

    def _append(self, data):
        """A test may fill the disk for a moment, which is not to end it."""
        patience = self.clock() + _PATIENCE
        while data:
            try:
                data = data[os.write(self._events, data) :]
            except OSError as error:
                if error.errno not in _FULL or self.clock() > patience:
                    raise
                self._sleep(0.05)

    def receive(self):
        """The next answer of the parent, or None when the parent is gone."""
        while b"\n" not in self._received:
            data = os.read(self._answers, 65536)
            if not data:
                return None
            self._received += data
        line, self._received = self._received.split(b"\n", 1)
        return json.loads(line)
