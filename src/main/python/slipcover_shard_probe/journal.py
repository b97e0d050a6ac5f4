"""Keeps what SlipCover has seen in a file as well, since SlipCover saves only when a process ends well.

Each entry is a line. `python -m slipcover ... -m slipcover_shard_probe.salvage JOURNAL` makes of
them what the process would have saved. Only read here: what is taken out of SlipCover's containers
would be lost to other threads.
"""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import json_encode, os, sys
from slipcover_shard_probe.channel import identity


class Journal:
    """To be written at the end of each feature: costs next to nothing where nothing is new."""

    def __init__(self, path, measuring):
        self._measuring = measuring
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o666)
        self._identity = identity(self._file)
        self._seen = {}  # file -> what is in the journal of it
        self._lengths = {}  # file -> lengths of its tables in the journal
        self._containers = {}  # file and holder -> the container that was looked at last, its length
        self._latest = []  # file and what was new in it, of the last writing
        self._taken_back = []  # unit, file and places of failed attempts, after which others may come

    def write(self):
        """Appends what is new since the last time, in one piece."""
        measuring = self._measuring
        entries = []
        self._latest = []
        for file, lines in list(measuring.code_lines.items()):
            branches = measuring.code_branches.get(file, ())
            lengths = len(lines), len(branches)
            if self._lengths.get(file) != lengths:
                self._lengths[file] = lengths
                entries.append({"file": file, "lines": list(lines), "branches": list(branches)})
        # In this order: what deinstrument_seen takes from the second goes into the first.
        for holder in (measuring.newly_seen, measuring.all_seen):
            for file, container in list(holder.items()):
                new = self._new(file, holder is measuring.all_seen, container)
                if new:
                    entries.append({"file": file, "seen": new})
                    self._latest.append((file, new))
        self._append(entries)

    def take_back(self, unit):
        """What was seen for the first time since the last writing counts only if it is seen again.

        From Python 3.12 on all lines tell once more when they run. Before, SlipCover's probes are
        gone once they have told: what another scenario runs later in this process is not seen.
        """
        self.write()
        for file, places in self._latest:
            with self._measuring.lock:
                for holder in (self._measuring.newly_seen, self._measuring.all_seen):
                    if file in holder:
                        holder[file].difference_update(places)
            self._seen[file].difference_update(places)
        self._containers.clear()
        self._append([{"file": file, "unseen": places} for file, places in self._latest])
        self._taken_back += [(unit, file, places) for file, places in self._latest]
        if hasattr(sys, "monitoring"):
            sys.monitoring.restart_events()

    def put_back(self, unit):
        """No other attempt will come: what the failed ones of a unit have seen counts; None: of all."""
        kept = []
        for each in self._taken_back:
            of, file, places = each
            if unit is None or of == unit:
                with self._measuring.lock:
                    self._measuring.all_seen[file].update(places)
            else:
                kept.append(each)
        self._taken_back = kept
        self._containers.clear()
        self.write()

    def _new(self, file, is_all, container):
        looked_at, length = self._containers.get((file, is_all), (None, 0))
        if looked_at is container and length == len(container):
            return []
        seen = set(container)
        self._containers[file, is_all] = container, len(seen)
        known = self._seen.setdefault(file, set())
        new = seen - known
        known |= new
        return list(new)

    def _append(self, entries):
        """A full disk is no reason to end a suite that needs none: the journal ends, as if here."""
        data = "".join(json_encode(entry) + "\n" for entry in entries).encode("ascii")
        try:
            while data and self._file is not None:
                if identity(self._file) != self._identity:  # closed by the suite, and perhaps its own now
                    self._file = None
                    return
                data = data[os.write(self._file, data) :]
        except OSError:
            self._file = None

