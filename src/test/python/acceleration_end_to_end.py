"""Compares the coverage that SlipCover writes by itself and with `accelerate`, without a cache and with one.

Usage: python acceleration_end_to_end.py PROBE WORK
WORK is an empty folder. Ends with 1 and the first difference, else with 0 and the number of runs.
"""

import json
import os
import shutil
import subprocess
import sys

_PRICES = '''
LIMIT = 10


def total(prices, *, discount=None):
    result = 0
    for price in prices:
        if price > LIMIT:
            result += price - 1
        elif price == 0:
            continue
        else:
            result += price
    else:
        result += 0
    while discount:
        discount -= 1
        if discount == 3:  # pragma: no cover
            break
    try:
        return result / len(prices)
    except ZeroDivisionError:
        return 0
    finally:
        result = None
'''
_ANNOTATED = '''
import typing
from typing import (
    Dict,
    List,
    TYPE_CHECKING,
)

if TYPE_CHECKING:
    import json
else:
    json = None


class Annotated:
    attribute: Dict[
        str,
        List[int],
    ] = {}

    def method(
        self,
        first: int,
        second: typing.Optional[
            str
        ] = None,
        *rest: typing.Any,
    ) -> Dict[
        str,
        int,
    ]:
        value: int = (
            first
            if second is None
            else 2
        )
        return [lambda: value for _ in range(2)] and {
            "a": value,
        }

    async def later(self, other: "int") -> None:
        async with other as x:
            await x
'''
_MARKED = '''
def checked(value):
    if value:
        return 1
    else:  # pragma: no cover
        return 2


@staticmethod
def left_out():  # pragma: no cover
    return 1


def warned():
    return "\\d"
'''


def _project(root):
    shutil.rmtree(root, ignore_errors=True)
    files = {
        "shop/__init__.py": "",
        "shop/prices.py": _PRICES,
        "shop/annotated.py": _ANNOTATED,
        "shop/marked.py": _MARKED,
        "shop/changing.py": "def grow(n):\n    if n:\n        return 1\n    return 2\n",
        "shop/vanishing.py": "if True:\n    a = 1  # pragma: no cover\n",
        "shop/forked.py": "def in_child(n):\n    if n:\n        return 1\n    return 2\n",
        "shop/executed.py": "if 1:\n    x = 2\n",
        "shop/broken.py": "def f(:\n",
        "shop/nulls.py": "a = 1\0\n",
        "shop/unused.py": _ANNOTATED + _PRICES,
        "shop/unused marked.PY": _MARKED,
        "shop/omitted/__init__.py": "a = 1\n",
        "shop/parts/__init__.py": "",
        "shop/dir.py/module.py": "if a:\n    b\n",
        "shop/.py": "a = 1\n",
        "plugin.py": _PRICES,
        "deep.py": "a = 1\nif a:\n    b = " + "+".join(["a"] * 600) + "\n",
    }
    for n in range(8):
        files["shop/parts/part%d.py" % n] = "value = %d\nif value > 3:\n    value = 0\n" % n + _PRICES
    for name, content in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(content)
    with open(os.path.join(root, "shop/latin.py"), "wb") as file:
        file.write(b"# coding: latin-1\na = '\xe9'\n")
    with open(os.path.join(root, "shop/mark.py"), "wb") as file:
        file.write(b"\xef\xbb\xbfif 1:\n    a = '\xc3\xa9'\n")
    os.symlink("parts", os.path.join(root, "shop/linked"))
    os.symlink("nowhere", os.path.join(root, "shop/dangling.py"))
    shutil.copy(os.path.join(os.path.dirname(__file__), "accelerated_suite.py"), root)


def _run(probe, project, options, cache):
    _project(project)
    out = project + ".json"
    environment = dict(
        PATH=os.environ.get("PATH", ""),
        PROBE=probe,
        ACCELERATE=cache,
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONUTF8="1",
        PYTHONPATH=project,
    )
    command = [sys.executable, "-m", "slipcover", "--json", "--out", out, *options]
    command += ["-m", "accelerated_suite"]
    run = subprocess.run(
        command,
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if run.returncode:
        sys.exit("%s ended with %d:\n%s" % (command, run.returncode, run.stdout))
    with open(out) as file:
        coverage = json.load(file)
    del coverage["meta"]["timestamp"]
    # Threads import the parts in any order; that of the others has to be the same as well.
    order = [name for name in coverage["files"] if "/parts/" not in name]
    told = [line for line in run.stdout.splitlines() if line.startswith("told:")]
    # The compiler warns of what it compiles only, as it does where Python has cached code of its own.
    rest = [line for line in run.stdout.splitlines() if line.startswith(("Warning:", "not "))]
    return [coverage, order, rest], "".join(told)


def _difference(expected, found):
    for name in sorted({*expected[0]["files"], *found[0]["files"]}):
        pair = expected[0]["files"].get(name), found[0]["files"].get(name)
        if pair[0] != pair[1]:
            return "%s: %s, accelerated: %s" % (name, *pair)
    return "%s, accelerated: %s" % (expected[1:], found[1:])


def _entries(cache):
    return {
        (entry.name, entry.inode()): entry.path
        for entry in os.scandir(cache)
        if entry.name != "swept"
    }


def _damage(cache):
    """Makes entries of all the kinds that there should not be."""
    paths = sorted(_entries(cache).values())
    for n, path in enumerate(paths):
        if n % 7 == 0:
            with open(path, "r+b") as entry:
                entry.truncate(40)
        elif n % 7 == 1:
            with open(path, "wb") as entry:
                entry.write(os.urandom(100))
        elif n % 7 == 2:
            os.chmod(path, 0o666)
        elif n % 7 == 3:
            os.replace(paths[n - 3], path)
        elif n % 7 == 4:
            os.unlink(path)
            os.symlink(paths[n - 2], path)
        elif n % 7 == 5:
            os.unlink(path)
            os.mkdir(path)


def main():
    probe, work = sys.argv[1:]
    project, cache = os.path.join(work, "project"), os.path.join(work, "cache")
    files = runs = 0
    for options in (
        [],
        ["--branch"],
        ["--source", ".", "--omit", "*/omitted/*,plugin.py"],
        ["--branch", "--source", "shop,shop/parts"],
    ):
        expected, _ = _run(probe, project, options, "no")
        files += len(expected[0]["files"])
        shutil.rmtree(cache, ignore_errors=True)
        for state in ("without cache", "cold", "warm", "damaged", "open to others"):
            if state == "warm":
                before = _entries(cache)
            elif state == "damaged":
                _damage(cache)
            elif state == "open to others":
                os.chmod(cache, 0o777)
            where = state if state == "without cache" else cache
            found, told = _run(probe, project, options, where)
            runs += 1
            if found != expected:
                sys.exit(
                    "DIFFERENCE with %s, %s: %s" % (options, state, _difference(expected, found))
                )
            if told != "told: " and state != "open to others":
                sys.exit("with %s, %s, it told: %s" % (options, state, told))
            if state == "open to others" and "is not used" not in told:
                sys.exit("it used a cache that others can write to")
            if state == "warm" and _entries(cache) != before:
                sys.exit("with %s, what was in the cache was computed again" % options)
        if options and not before:
            sys.exit("with %s, nothing came into the cache" % options)
    print("%d runs alike, %d files in their four kinds" % (runs, files))


if __name__ == "__main__":
    main()
