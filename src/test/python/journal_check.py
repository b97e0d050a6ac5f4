"""Compares what SlipCover saves with what it makes of the journal of a process that could not save.

Usage: python journal_check.py PROBE WORK
WORK is an empty folder. Ends with 1 and the first difference, else with 0 and the number of runs.
"""

import json
import os
import subprocess
import sys

_SUITE = '''
import importlib, os, signal, sys, threading

sys.path.insert(0, os.environ["PROBE"])
from slipcover_shard_probe.journal import Journal
from slipcover_shard_probe.sight import Sight

journal = Journal(os.environ["JOURNAL"], Sight().measuring)
sys.path.insert(0, os.getcwd())


def use(number):
    module = importlib.import_module("shop.part%d" % number)
    for n in range(120):  # so often that SlipCover takes its probes out again, before Python 3.12
        module.total([n, number])
    if number % 3 == 0:
        module.total([])


for number in range(4):
    use(number)
    journal.write()
journal.write()
threads = [threading.Thread(target=use, args=(number,)) for number in range(4, 12)]
for thread in threads:
    thread.start()
journal.write()
for thread in threads:
    thread.join()
journal.write()
if "KILLED" in os.environ:
    os.kill(os.getpid(), signal.SIGKILL)
'''
_PART = '''
LIMIT = %d


def total(prices):
    result = 0
    for price in prices:
        if price > LIMIT:
            result += 1
        else:
            result -= 1
    if not prices:
        return None
    try:
        return result / prices[0]
    except ZeroDivisionError:  # pragma: no cover
        return 0


def never():
    return [n for n in range(3)]
'''


def main():
    probe, work = sys.argv[1:]
    os.chdir(work)
    os.mkdir("shop")
    for number in range(14):  # the last two are imported by nobody
        with open("shop/part%d.py" % number, "w") as file:
            file.write(_PART % (number * 10))
    with open("suite.py", "w") as file:
        file.write(_SUITE)
    runs = 0
    for options in ([], ["--branch"], ["--source", "shop"], ["--branch", "--source", "shop"]):
        saved = _run(probe, options, "-m", "suite")
        for killed in (False, True):
            if killed:
                _run(probe, options, "-m", "suite", killed=True)
                with open("journal", "ab") as journal:
                    journal.write(b'{"file":"/torn')  # as it is where the process ends in a write
            salvaged = _run(probe, options, "-m", "slipcover_shard_probe.salvage", "journal")
            runs += 1
            for name in sorted(saved.keys() | salvaged.keys()):
                if saved.get(name) != salvaged.get(name):
                    sys.exit(
                        "DIFFERENCE with %s, killed %s: %s: %s, of the journal: %s"
                        % (options, killed, name, saved.get(name), salvaged.get(name))
                    )
    print("%d runs alike, %d files" % (runs, len(saved)))


def _run(probe, options, *what, killed=False):
    environment = dict(os.environ, PROBE=probe, JOURNAL="journal", PYTHONPATH=probe)
    if killed:
        environment["KILLED"] = "yes"
    command = [sys.executable, "-m", "slipcover", "--json", "--out", "out.json", *options, *what]
    code = subprocess.run(command, env=environment).returncode
    if killed:
        return {}
    if code:
        sys.exit("%s ended with %d" % (command, code))
    with open("out.json") as file:
        files = json.load(file)["files"]
    os.unlink("out.json")
    return {name: found for name, found in files.items() if name.startswith("shop/")}


if __name__ == "__main__":
    main()
