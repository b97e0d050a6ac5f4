"""Makes known releases of SlipCover quicker, and mends their loader, without changing what they measure.

What takes the place of their functions gives the same, as the tests show on whole libraries.
Another release or another Python may mean something else by the same names, and is left alone.
"""

import hashlib
import importlib.util
import os
import sys

from slipcover_shard_probe import bytecode_edits, loader_mending, statements
from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.annotation_lines import annotation_only_lines
from slipcover_shard_probe.deinstrumentation import deinstrument_seen
from slipcover_shard_probe.entry_cache import EntryCache
from slipcover_shard_probe.function_search import function_search
from slipcover_shard_probe.remembered_results import RememberedResults

_PYTHONS = ((3, 9), (3, 10), (3, 11), (3, 12), (3, 13), (3, 14))

# The sources that hold what is replaced and what that relies on.
_SOURCES = ("branch.py", "bytecode.py", "importer.py", "slipcover.py", "version.py")

# What an entry of the cache was computed by, beside them.
_OWN_SOURCES = ("acceleration.py", "annotation_lines.py", "remembered_results.py", "statements.py")

_RELEASES = {  # the hash of a release's _SOURCES, and which it is
    "4525a586712d599d0e9506e2c0a67748fd79c622f4a78e2d19c16833c7d31cc1": "1.0.8",
    "19216aad3c96cff29f76be92307cd54afd00e76b9fdefefc5db68835c798b0de": "1.0.17",
    "b44d62e1037e77d2d524ac4864fb4a5f71e3c2d606f3567eb9bd00e4dfb5edda": "1.0.18",
    "45caef283c6a5fa8d0a5db03f6f1ce8d7b3bf822c05bc6a54963d4f382dcdb97": "1.1.0",
}


def accelerate(cache):
    """Replaces what can be; tells in a sentence what could not, or "".

    To be called inside SlipCover's process before the suite runs. The cache is a directory for what
    other chunks and later runs can use again, or None.
    """
    import slipcover

    digest = _digest(os.path.dirname(slipcover.__file__), _SOURCES)
    if digest not in _RELEASES:
        version = getattr(slipcover, "__version__", None) or slipcover.VERSION
        return "SlipCover %s (%s) is not known to this version: it runs as it is" % (
            version,
            digest[:12],
        )
    if sys.implementation.name != "cpython" or sys.version_info[:2] not in _PYTHONS:
        return "Python %d.%d is not known to this version: SlipCover runs as it is" % (
            sys.version_info[:2]
        )
    entries = None
    if cache is not None:
        entries = EntryCache.opened(cache, _context(digest))
    _replace(RememberedResults(entries) if entries else None)
    if cache is not None and entries is None:
        return "%s is not used: it is no directory that only this user can write to" % cache
    return ""


def _digest(directory, names):
    digest = hashlib.sha256()
    for name in names:
        try:
            with open(os.path.join(directory, name), "rb") as source:
                content = source.read()
        except FileNotFoundError:  # version.py is not in every release
            continue
        digest.update(b"%s %d\n" % (name.encode("ascii"), len(content)))
        digest.update(content)
    return digest.hexdigest()


def _context(digest):
    """All that decides, beside a source, about its code and tables."""
    return (
        digest,
        _digest(os.path.dirname(__file__), _OWN_SOURCES),
        sys.version,
        importlib.util.MAGIC_NUMBER,
        tuple(sys.flags),
        sorted(sys._xoptions.items()),
        os.environ.get("PYTHONNODEBUGRANGES"),
        getattr(sys, "get_int_max_str_digits", int)(),
    )


def _replace(remembered):
    from slipcover import branch, importer, slipcover

    loader_mending.mend()
    measuring = slipcover.Slipcover
    if hasattr(slipcover, "_get_annotation_only_lines") and sys.version_info < (3, 14):
        slipcover._get_annotation_only_lines = annotation_only_lines
    if sys.version_info < (3, 12):
        from slipcover import bytecode

        bytecode.Editor = bytecode_edits.editor(bytecode)
        measuring.find_functions = staticmethod(function_search(measuring.find_functions))
        measuring.deinstrument_seen = deinstrument_seen()
    branch.preinstrument = _preinstrument(branch.preinstrument)
    if hasattr(measuring, "_compute_excluded_lines"):
        measuring._compute_excluded_lines = _compute_excluded_lines(slipcover, remembered)
    if remembered is not None:
        measuring._add_unseen_source_files = remembered.add_unseen_source_files()
        loader = importer.SlipcoverLoader
        loader.exec_module = remembered.exec_module(loader.exec_module)


def _preinstrument(original):
    quick = statements.on_statements(original)

    def preinstrument(tree):
        return original(tree) if statements.is_deep(tree) else quick(tree)

    return preinstrument


def _compute_excluded_lines(slipcover, remembered):
    computed = statements.on_statements(slipcover.Slipcover._compute_excluded_lines)
    if remembered is not None:
        computed = remembered.compute_excluded_lines(computed)
    needed = ("pragma", "PRAGMA", "TYPE_CHECKING:")  # one of them is in all that the defaults match

    def compute_excluded_lines(self, source):
        if [pattern.pattern for pattern in self._exclude_patterns] == slipcover.DEFAULT_EXCLUDE:
            if not any(word in source for word in needed):
                return set()
        return computed(self, source)

    return compute_excluded_lines
