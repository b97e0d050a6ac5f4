"""The line to the parent: events go into a file, answers come on a pipe."""

import errno

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import json_decode, json_encode, os, time
from slipcover_shard_probe.forks import Origin

_BELL = b"\a"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_PATIENCE = 10  # seconds
_CLOSED = (
    b"\nslipcover-shard: the suite closed file descriptors that it did not open (os.closerange?)."
    b" This process cannot report any more and ends here.\n"
)

# The many, which nobody waits for: the parent reads them when it next looks at the file.
_CAN_WAIT = frozenset(("importing", "unit", "start", "end", "touched", "unit_end"))


class Channel:
    """Takes over standard input and output before any test can touch those.

    The parent gives descriptors 0 to 2 only. 0 is the pipe of the answers, 1 rings the parent: they
    are moved out of the way, where children do not inherit them; afterwards 0 is /dev/null and 1
    the log, as 2 is already.

    It belongs to the process that made it. A child that the suite forked, and that comes here
    instead of ending, is ended: it would take the answers meant for its parent.
    """

    def __init__(self, events):
        self.clock = time.perf_counter
        self._began = self.clock()
        self._answers = os.dup(0)
        self._bell = os.dup(1)
        self._events = os.open(events, os.O_WRONLY | os.O_APPEND)
        os.unlink(events)  # so that no test comes across it
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)
        self._log = os.path.realpath("/proc/self/fd/2")
        self._log_identity = identity(2)
        self._identities = {
            descriptor: identity(descriptor)
            for descriptor in (self._answers, self._bell, self._events)
        }
        self._received = ""
        self._owner = os.getpid()
        self._origin = Origin()  # of this process, if it is a child that the suite forked
        self.at = {}  # the unit and scenario in progress, as far as there are any
        os.register_at_fork(after_in_child=self._in_child)

    @property
    def is_owner(self):
        """False in a process that a test has forked off."""
        return os.getpid() == self._owner

    def _in_child(self):
        self._origin.note(self.at)
        if self._has(self._answers):
            os.close(self._answers)

    def end_if_strayed(self):
        """Ends a forked child that goes on with the suite: it must not run the rest a second time."""
        if not self.is_owner:
            self._write("strayed", {**self._origin.at, "place": self._origin.place})
            os._exit(1)

    def send(self, event, **values):
        """Sends one event, with the time since the start and the process, that the parent can tell whose it is."""
        self.end_if_strayed()
        self._write(event, values)

    def _write(self, event, values):
        values["event"] = event
        values["at"] = round(self.clock() - self._began, 4)
        values["pid"] = os.getpid()
        self._append((json_encode(values) + "\n").encode("ascii"))
        if event not in _CAN_WAIT:
            self._require(self._bell)
            os.write(self._bell, _BELL)

    def _append(self, data):
        """A test may fill the disk for a moment, which is not to end it."""
        patience = self.clock() + _PATIENCE
        while data:
            self._require(self._events)
            try:
                data = data[os.write(self._events, data) :]
            except OSError as error:
                if error.errno not in _FULL or self.clock() > patience:
                    raise
                time.sleep(0.05)

    def receive(self):
        """The next answer of the parent, or None when the parent is gone."""
        self.end_if_strayed()
        while "\n" not in self._received:
            self._require(self._answers)
            data = os.read(self._answers, 65536)
            if not data:
                return None
            self._received += data.decode("ascii")
        line, self._received = self._received.split("\n", 1)
        return json_decode(line)

    def _has(self, descriptor):
        return identity(descriptor) == self._identities[descriptor]

    def _require(self, descriptor):
        """Ends the process where the suite has closed a descriptor: the number may be that of a file of its own now."""
        if self._has(descriptor):
            return
        try:
            log = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)  # 2 may be pytest's
            if identity(log) == self._log_identity:
                os.write(log, _CLOSED)
        finally:
            os._exit(1)


def identity(descriptor):
    """Which file a descriptor stands for; None if it is closed."""
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino
