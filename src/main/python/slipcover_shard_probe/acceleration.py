"""Makes known releases of SlipCover quicker without changing what they measure.

What takes the place of their functions gives the same, as the tests show on whole libraries. Another
release or another Python may mean something else by the same names, and is left alone.
"""

import hashlib
import os
import sys

from slipcover_shard_probe import bytecode_edits, statements
from slipcover_shard_probe.line_tables import LineTables

_PYTHONS = ((3, 9), (3, 10), (3, 11), (3, 12), (3, 13), (3, 14))

# The sources that hold what is replaced and what that relies on.
_SOURCES = ("branch.py", "bytecode.py", "importer.py", "slipcover.py", "version.py")


class _Release:
    """Which rules a release has; others are the same in all known ones."""

    def __init__(self, prologue, knows_annotations):
        self.prologue = prologue  # instructions by which no line starts
        self.knows_annotations = knows_annotations  # does not count lines of annotations


_RELEASES = {  # by the hash of their _SOURCES
    # 1.0.8
    "4525a586712d599d0e9506e2c0a67748fd79c622f4a78e2d19c16833c7d31cc1": _Release(
        prologue=("RESUME",), knows_annotations=False
    ),
    # 1.0.17
    "19216aad3c96cff29f76be92307cd54afd00e76b9fdefefc5db68835c798b0de": _Release(
        prologue=("RESUME", "RETURN_GENERATOR"), knows_annotations=False
    ),
    # 1.0.18
    "b44d62e1037e77d2d524ac4864fb4a5f71e3c2d606f3567eb9bd00e4dfb5edda": _Release(
        prologue=("RESUME", "RETURN_GENERATOR"), knows_annotations=True
    ),
    # 1.1.0
    "45caef283c6a5fa8d0a5db03f6f1ce8d7b3bf822c05bc6a54963d4f382dcdb97": _Release(
        prologue=("RESUME", "RETURN_GENERATOR"), knows_annotations=True
    ),
}


def accelerate(cache):
    """Replaces what can be; tells in a sentence why nothing was, or "".

    To be called inside SlipCover's process before the suite runs.
    """
    import slipcover

    digest = _digest(os.path.dirname(slipcover.__file__))
    release = _RELEASES.get(digest)
    if release is None:
        version = getattr(slipcover, "__version__", None) or slipcover.VERSION
        return "SlipCover %s (%s) is not known: it runs as it is" % (version, digest[:12])
    if sys.implementation.name != "cpython" or sys.version_info[:2] not in _PYTHONS:
        return "SlipCover is not known on this Python %d.%d: it runs as it is" % sys.version_info[:2]
    _replace(release)
    return ""


def _digest(directory):
    digest = hashlib.sha256()
    for name in _SOURCES:
        try:
            with open(os.path.join(directory, name), "rb") as source:
                content = source.read()
        except FileNotFoundError:  # version.py is not in every release
            continue
        digest.update(b"%s %d\n" % (name.encode("ascii"), len(content)))
        digest.update(content)
    return digest.hexdigest()


def _replace(release):
    from slipcover import branch, slipcover

    tables = LineTables(release.prologue, release.knows_annotations, branch)
    slipcover.Slipcover.lines_from_code = staticmethod(tables.lines_from_code)
    if sys.version_info >= (3, 12):
        slipcover.Slipcover.branches_from_code = staticmethod(tables.branches_from_code)
    else:
        from slipcover import bytecode

        bytecode.Editor = bytecode_edits.editor(bytecode)
    branch.preinstrument = _preinstrument(branch.preinstrument)
    if hasattr(slipcover.Slipcover, "_compute_excluded_lines"):
        slipcover.Slipcover._compute_excluded_lines = _excluded_lines(slipcover)


def _preinstrument(original):
    quick = statements.on_statements(original)

    def preinstrument(tree):
        return original(tree) if statements.is_deep(tree) else quick(tree)

    return preinstrument


def _excluded_lines(slipcover):
    quick = statements.on_statements(slipcover.Slipcover._compute_excluded_lines)
    needed = ("pragma", "PRAGMA", "TYPE_CHECKING:")  # one of them is in all that the defaults match

    def compute_excluded_lines(self, source):
        if [pattern.pattern for pattern in self._exclude_patterns] == slipcover.DEFAULT_EXCLUDE:
            if not any(word in source for word in needed):
                return set()
        return quick(self, source)

    return compute_excluded_lines
