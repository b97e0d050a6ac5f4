"""Ends processes: on request, and all of them as soon as its input ends, however that came.

Started with -I -S, so that nothing of the project is imported, and the directory of the run. Lines on
standard input: `watch PID NUMBER` tells of a worker, which leads a process group, and has that
directory and its number in the environment of all that it starts; `term PID` and `kill PID` signal its
group; `sweep PID` ends what it started and what has left the group.
"""

import os
import signal
import sys
import time

_VARIABLE = b"SLIPCOVER_SHARD_RUN="
_ROUNDS = 10  # what starts others while it is looked for may be seen only the next time
_LAST_ROUNDS = 500  # at the end, until all are gone: what they write would not let folders be removed
_PAUSE = 0.01  # seconds


def _signal_group(pid, number):
    for send in (os.killpg, os.kill):  # a worker that has only just started leads no group yet
        try:
            return send(pid, number)
        except (ProcessLookupError, PermissionError):
            continue


def _marked(mark):
    """Processes that were started with a mark in their environment that begins so."""
    entry = _VARIABLE + os.fsencode(mark)
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/environ" % name, "rb") as environ:
                if any(each.startswith(entry) for each in environ.read().split(b"\0")):
                    yield int(name)
        except OSError:
            continue  # it has just ended, or is somebody else's


def _sweep(mark, rounds=_ROUNDS):
    if not os.path.isdir("/proc/self"):
        return
    for number in range(rounds):
        if number >= _ROUNDS:
            time.sleep(_PAUSE)
        found = list(_marked(mark))
        for pid in found:
            _signal_group(pid, signal.SIGKILL)
        if not found:
            return


def main(run):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it has to outlive the parent, by a moment
    os.setsid()
    watched = {}
    for line in sys.stdin:
        verb, pid, *number = line.split()
        pid = int(pid)
        if verb == "watch":
            watched[pid] = "%s/%s/" % (run, number[0])
        elif pid in watched:
            if verb == "sweep":
                _sweep(watched[pid])
            else:
                _signal_group(pid, signal.SIGTERM if verb == "term" else signal.SIGKILL)
    for pid in watched:
        _signal_group(pid, signal.SIGKILL)
    _sweep(run + "/", _LAST_ROUNDS)


main(sys.argv[1])
