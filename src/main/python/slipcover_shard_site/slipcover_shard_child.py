"""Starts SlipCover in a Python that a chunk has started, by starting that Python once more.

A script is compiled before anybody in its process could instrument it. So the process becomes
`python -m slipcover ... -m slipcover_shard_probe.child`, which runs the same program, as the same
process, with the same arguments, descriptors and directory.

Imported at the start of every Python below a chunk: see sitecustomize.
"""

import json
import os
import sys

_WITH_VALUE = "WX"
_OF_NO_INTEREST = "from multiprocessing.resource_tracker import"  # runs nothing of the suite's


def measure(settings):
    """Becomes the measured process; returns where that cannot be, and the program runs as it is.

    settings: as JSON: the version of the chunk's `python`, SlipCover's `arguments`, the `root` from
    which it names files, and the `folder` for what the children measure
    """
    chunk = json.loads(settings)
    if chunk.get("python") != list(sys.version_info[:2]) or not _has_slipcover():
        return
    program = _program(_arguments())
    if program is None or program[2].startswith(_OF_NO_INTEREST):
        return
    flags, kind, what, rest = program
    place = os.path.join(chunk["folder"], "%d-%d" % (os.getpid(), _count(chunk["folder"])))
    probe = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    child = {
        "pid": os.getpid(),
        "kind": kind,
        "what": what,
        "directory": os.getcwd(),
        "python_path": os.environ.get("PYTHONPATH"),
    }
    environment = dict(os.environ)
    environment["SLIPCOVER_SHARD_CHILD"] = json.dumps(child)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [probe, environment.get("PYTHONPATH")]))
    command = [sys.executable, *flags, "-m", "slipcover", *chunk["arguments"], "--out", place + ".json"]
    if what != "pytest":
        command.append("--dont-wrap-pytest")  # for which SlipCover would load it
    command += ["-m", "slipcover_shard_probe.child", *rest]
    try:
        open(place, "w").close()
        os.chdir(chunk["root"])
        os.execve(sys.executable, command, environment)
    except OSError:
        os.chdir(child["directory"])


def _arguments():
    if hasattr(sys, "orig_argv"):
        return sys.orig_argv[1:]
    with open("/proc/self/cmdline", "rb") as file:
        return [os.fsdecode(word) for word in file.read().split(b"\0")[1:-1]]


def _program(words):
    """Python's own flags, the kind of program (c, m, script), which, and its arguments.

    None where there is nothing to become: an interactive Python, one that reads its input.
    """
    position = 0
    while position < len(words):
        word = words[position]
        if not word.startswith("-"):
            return words[:position], "script", word, words[position + 1 :]
        if word == "--check-hash-based-pycs":
            position += 2
            continue
        if word == "-" or word.startswith("--"):
            return None
        for index, letter in enumerate(word[1:], 1):
            if letter in "cm":
                before = ["-" + word[1:index]] if index > 1 else []
                value = [word[index + 1 :]] if word[index + 1 :] else words[position + 1 : position + 2]
                rest = words[position + (1 if word[index + 1 :] else 2) :]
                return (words[:position] + before, letter, value[0], rest) if value else None
            if letter in _WITH_VALUE:
                position += 0 if word[index + 1 :] else 1
                break
        position += 1
    return None


def _has_slipcover():
    from importlib.util import find_spec

    return find_spec("slipcover") is not None


def _count(folder):
    """A number that no earlier process with the same id had."""
    return len(os.listdir(folder))
