"""Ends process groups: on request, and all of them as soon as its input ends, however that came.

Lines on standard input: `watch PID`, `term PID`, `kill PID`. A PID is that of a worker, which leads a
process group. Started with -I -S: nothing of the project is imported.
"""

import os
import signal
import sys


def _signal_group(pid, number):
    for send in (os.killpg, os.kill):  # a worker that has only just started leads no group yet
        try:
            return send(pid, number)
        except (ProcessLookupError, PermissionError):
            continue


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it has to outlive the parent, by a moment
    os.setsid()
    watched = set()
    for line in sys.stdin:
        verb, pid = line.split()
        pid = int(pid)
        if verb == "watch":
            watched.add(pid)
        elif pid in watched:
            _signal_group(pid, signal.SIGTERM if verb == "term" else signal.SIGKILL)
    for pid in watched:
        _signal_group(pid, signal.SIGKILL)


main()
