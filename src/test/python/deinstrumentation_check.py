"""Compares what SlipCover makes of functions that run often, by itself and with `accelerate`.

Usage: python deinstrumentation_check.py PROBE WORK
WORK is an empty folder. Before Python 3.12, SlipCover takes its probes out of such functions: the bytecode that
they end with has to be the same, and so has the coverage. Ends with 1 and the differences, else with 0.
"""

import hashlib
import importlib
import os
import sys
import threading

_MANY = 300
_KINDS = '''
import functools


def function(n):
    if n > 5:
        n += 1
    else:
        n -= 1
    return n


def decorated_by(wrapped):
    @functools.wraps(wrapped)
    def wrapper(*args):
        if args:
            return wrapped(*args)
        return None

    return wrapper


@decorated_by
def decorated(n):
    return n


def generator(n):
    for i in range(n):
        yield i


def outer(many, n):
    def inner(m):
        if m:
            return m
        return n

    for _ in range(many):  # inner is known to this frame alone
        inner(n)
    RETURNED.append(inner)


class Kinds:
    def method(self, n):
        return [i for i in range(n) if i]

    @classmethod
    def of_class(cls, n):
        return n

    @staticmethod
    def static(n):
        return n

    @property
    def value(self):
        return 1

    class Nested:
        def method(self, n):
            if n:
                return 1
            return 2


class Below(Kinds):
    def method(self, n):
        return super().method(n)


HIDDEN = [lambda n: n]
RETURNED = []


def early(n):
    if n:
        return 1
    return 2


for _ in range(300):  # while the module is being imported
    early(1)


def defined_after_that(n):
    if n:
        return 1
    return 2
'''
_LATER = """
from kinds import *


def late(n):
    if n:
        return 1
    return 2


def put(module):
    module.late = late
    Kinds.late = late
"""


def main():
    probe, work = sys.argv[1:]
    sys.dont_write_bytecode = True
    os.chdir(work)
    sys.path.insert(0, work)
    for name, text in (("kinds", _KINDS), ("later", _LATER)):
        with open(name + ".py", "w") as file:
            file.write(text)
    measured = [_measured(branch) for branch in (False, True)]
    sys.path.insert(0, probe)
    from slipcover_shard_probe import acceleration

    refusal = acceleration.accelerate(None)
    if refusal:
        sys.exit("nothing was replaced: " + refusal)
    accelerated = [_measured(branch) for branch in (False, True)]

    differences = 0
    for branch in (False, True):
        theirs, ours = measured[branch], accelerated[branch]
        for what in sorted(theirs.keys() | ours.keys()):
            if theirs.get(what) != ours.get(what):
                told = what, branch, theirs.get(what), ours.get(what)
                print("DIFFERENCE in %s, branches %s: %r, accelerated: %r" % told)
                differences += 1
    changed = sum(1 for what in measured[False] if what.startswith("took probes out of "))
    functions = [what for what in measured[False] if what.startswith("code of ")]
    print("%d of %d functions lost probes" % (changed, len(functions)))
    sys.exit(1 if differences or changed < 10 else 0)


def _measured(branch):
    """What functions' code is after many calls, which of them have changed, and what was covered."""
    from slipcover import importer
    from slipcover.slipcover import Slipcover

    for name in ("kinds", "later"):
        sys.modules.pop(name, None)
    measuring = Slipcover(branch=branch)
    with importer.ImportManager(measuring, importer.FileMatcher()):
        kinds = importlib.import_module("kinds")
        before = _codes(kinds)
        _use(kinds)
        later = importlib.import_module("later")
        later.put(kinds)
        for n in range(_MANY):
            later.late(n)
            kinds.late(n)
            later.decorated(n)
        threads = [threading.Thread(target=_use, args=(kinds,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    results = {"code of inner": _hash(kinds.RETURNED[0])}
    for name, code in _codes(kinds).items():
        results["code of " + name] = code
        if code != before.get(name, code):
            results["took probes out of " + name] = True
    covered = measuring.get_coverage()["files"]
    for name in ("kinds.py", "later.py"):
        results["coverage of " + name] = covered[name]
    return results


def _use(kinds):
    for n in range(_MANY):
        kinds.function(n % 3)  # never above 5
        kinds.decorated(n)
        list(kinds.generator(3))
        kinds.Kinds().method(3)
        kinds.Below().method(3)
        kinds.Kinds.of_class(1)
        kinds.Kinds.static(1)
        kinds.Kinds.Nested().method(1)
        kinds.Kinds().value
        kinds.HIDDEN[0](1)
        kinds.early(1)
        kinds.defined_after_that(1)
    kinds.outer(_MANY, 1)


def _codes(kinds):
    functions = {
        name: value
        for holder in (kinds, kinds.Kinds, kinds.Below, kinds.Kinds.Nested)
        for name, value in (("%s.%s" % (holder.__name__, n), v) for n, v in vars(holder).items())
        if name.rpartition(".")[2] != "late"  # found later, or in the end not at all
    }
    functions["hidden"] = kinds.HIDDEN[0]
    codes = {}
    for name, value in functions.items():
        function = getattr(value, "__func__", value)
        if hasattr(function, "__code__"):
            codes[name] = _hash(function)
    return codes


def _hash(function):
    return hashlib.sha256(function.__code__.co_code).hexdigest()[:12]


if __name__ == "__main__":
    main()
