"""Compares what SlipCover makes of many sources by itself and with `accelerate`.

Usage: python acceleration_equality.py PROBE SHARE SHARES SPOILT DIRECTORY...
PROBE is the folder with the probe's package. The sources in the directories and in Python's standard library are in so
many SHARES, by their names, of which the one with the number SHARE is compared. SPOILT is "" or the name of a
replacement that is to be made wrong after it was put in place, so that it can be seen that this is
noticed. Ends with 1 after the first differences, else with 0 and the numbers of what was compared.
"""

import ast
import hashlib
import importlib
import os
import pkgutil
import re
import sys
import types
import warnings
import zlib

from odd_sources import hard_sources, odd_sources

_ODD = 80
# Beside the patterns of its own, ones that match all kinds of lines: there are few pragmas in libraries.
_PATTERNS = [r"\b(else|finally|except|elif)\b", r"^\s*@|^\s*case ", r"\braise\b|lambda", r"for .* in .*:$"]
_CODE_ATTRIBUTES = [
    "co_argcount",
    "co_cellvars",
    "co_code",
    "co_exceptiontable",
    "co_filename",
    "co_firstlineno",
    "co_flags",
    "co_freevars",
    "co_kwonlyargcount",
    "co_linetable" if sys.version_info >= (3, 10) else "co_lnotab",
    "co_name",
    "co_names",
    "co_nlocals",
    "co_posonlyargcount",
    "co_qualname",
    "co_stacksize",
    "co_varnames",
]


def main():
    probe, share, shares, spoilt, *directories = sys.argv[1:]
    warnings.simplefilter("ignore")  # of the compiler, about other people's sources
    if spoilt:
        sources = [*odd_sources(20)]
    else:
        library = os.path.dirname(os.__file__)
        sources = [*odd_sources(_ODD), *hard_sources()]
        sources += _files([library, *directories], int(share), int(shares))
    expected = [_Results(name, source) for name, source in sources]
    expected_out_of_order = _edited_out_of_order()
    modules = _imported_modules(["odd_classes"] if spoilt else _library_modules())
    expected_functions = _functions_of(modules)

    sys.path.insert(0, probe)
    from slipcover_shard_probe import acceleration

    refusal = acceleration.accelerate(None)
    if refusal:
        sys.exit("nothing was replaced: " + refusal)
    _spoil(spoilt)

    differences = 0
    if _edited_out_of_order() != expected_out_of_order:
        print("DIFFERENCE in probes that are inserted from the end of the code")
        differences += 1
    functions, visited = _functions_of(modules)
    if (functions, visited) != expected_functions:
        found = functions ^ expected_functions[0], visited ^ expected_functions[1]
        print("DIFFERENCE in the functions of modules: %.2000r" % (found,))
        differences += 1
    for (name, source), results in zip(sources, expected):
        for difference in results.differences(_Results(name, source)):
            print("DIFFERENCE in %s: %s" % (name, difference))
            differences += 1
        if differences > 5:
            break
    total = [sum(results.counts[kind] for results in expected) for kind in _Results.KINDS]
    print(
        "compared %d sources, %d code objects, %d lines, %d branches, %d excluded lines, %d errors alike, "
        "%d functions of %d modules; Python %d.%d.%d, SlipCover %s"
        % (
            *(len(sources), *total),
            *(len(functions), len(modules)),
            *(*sys.version_info[:3], _version()),
        )
    )
    if not all(total[:3]):
        sys.exit("too little was compared")
    sys.exit(1 if differences else 0)


def _version():
    import slipcover

    return getattr(slipcover, "__version__", None) or slipcover.VERSION


def _files(directories, share, shares):
    for top in directories:
        for directory, names, files in os.walk(top):
            # Left out are Python's own tests, as much again as all else, and what is installed for others.
            names[:] = sorted(set(names) - {"test", "tests", "site-packages", "__pycache__"})
            for file in sorted(files):
                path = os.path.join(directory, file)
                if not file.endswith(".py") or not os.path.isfile(path):  # there are links to nothing
                    continue
                if zlib.crc32(os.path.relpath(path, top).encode()) % shares == share % shares:
                    with open(path, "rb") as source:
                        yield path, source.read()


def _library_modules():
    """The odd classes, and as much of the standard library as can be imported without being noticed."""
    noticed = {"antigravity", "this", "idlelib", "turtle", "turtledemo", "lib2to3", "site"}
    yield "odd_classes"
    for module in pkgutil.iter_modules([os.path.dirname(os.__file__)]):
        if module.name not in noticed and not module.name.startswith("_"):
            yield module.name


def _imported_modules(names):
    """These and all that were imported before and by them, but SlipCover itself, which is to change."""
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:  # of another platform
            pass
    return [
        module
        for name, module in sorted(sys.modules.items())
        if type(module) is types.ModuleType and not name.startswith("slipcover")
    ]


def _functions_of(modules):
    """What SlipCover finds in modules one after the other, and what it has looked at then."""
    from slipcover.slipcover import Slipcover

    functions, visited = set(), set()
    for module in modules:
        functions.update(Slipcover.find_functions(list(module.__dict__.values()), visited))
    return functions, visited


class _Results:
    """What SlipCover, as it is at present, makes of one source."""

    KINDS = ("code objects", "lines", "branches", "excluded lines", "errors")

    def __init__(self, name, source):
        self.counts = dict.fromkeys(self.KINDS, 0)
        self._values = []  # pairs: what, value
        self._count(name, source)

    def differences(self, other):
        if len(self._values) != len(other._values):
            yield "%d results, and %d" % (len(self._values), len(other._values))
        for (what, mine), (_, theirs) in zip(self._values, other._values):
            if mine != theirs:
                if isinstance(mine, frozenset) and isinstance(theirs, frozenset):
                    mine, theirs = sorted(mine - theirs), sorted(theirs - mine)
                yield "%s: %.300r, accelerated: %.300r" % (what, mine, theirs)

    def _count(self, name, source):
        for with_branches in (False, True):
            what = "with branches" if with_branches else "lines only"
            try:
                self._measure(what, name, source, with_branches)
            except Exception as error:
                self._note("errors", what, repr(error), 1)
        try:
            text = source.decode("utf-8")
            for measuring in _excluding():
                lines = frozenset(measuring._compute_excluded_lines(text))
                self._note("excluded lines", "excluded", lines, len(lines))
        except Exception as error:
            self._note("errors", "excluded", repr(error), 1)

    def _measure(self, what, name, source, with_branches):
        from slipcover import branch

        tree = ast.parse(source)
        if with_branches:
            tree = branch.preinstrument(tree)
        code = compile(tree, name, "exec", dont_inherit=True)
        measuring = _measuring(with_branches)
        instrumented = measuring.instrument(code)
        for found in (measuring.code_lines, measuring.code_branches):
            kind = "lines" if found is measuring.code_lines else "branches"
            self._note(kind, "%s of %s" % (kind, what), frozenset(found[name]), len(found[name]))
            found.clear()
        if sys.version_info < (3, 12):
            index = repr(list(measuring.code2index.values()))
            self._note("lines", what + ", places", hashlib.sha256(index.encode()).hexdigest(), 0)
            measuring.code2index.clear()
            measuring.instrumented.clear()
        for part in _parts(instrumented):
            value = "%s, line %d: %s" % (part.co_name, part.co_firstlineno, _fingerprint(part))
            self._note("code objects", what + ", code", value, 1)

    def _note(self, kind, what, value, count):
        self._values.append((what, value))
        self.counts[kind] += count


_memo = {}


def _measuring(with_branches):
    from slipcover.slipcover import Slipcover

    if with_branches not in _memo:
        _memo[with_branches] = Slipcover(branch=with_branches)
    return _memo[with_branches]


def _excluding():
    from slipcover.slipcover import Slipcover

    if not hasattr(Slipcover, "_compute_excluded_lines"):
        return []
    if "excluding" not in _memo:
        _memo["excluding"] = [Slipcover(), Slipcover(exclude_also=_PATTERNS)]
    return _memo["excluding"]


def _edited_out_of_order():
    """SlipCover itself goes forward, except perhaps where it steps over an instruction's extensions."""
    if sys.version_info >= (3, 12):
        return None
    from slipcover import bytecode

    code = _edited_out_of_order.__code__
    editor = bytecode.Editor(code)
    function = editor.add_const(max)
    starts = [offset for offset, _ in bytecode.dis.findlinestarts(code)]
    first = editor.insert_function_call(starts[3], function, (0,))
    for offset in (starts[5] + first, starts[2], starts[1]):
        editor.insert_function_call(offset, function, (0, 0))
    return _fingerprint(editor.finish()), editor.get_inserts()


def _parts(code):
    parts = [code]
    for part in parts:
        parts.extend(c for c in part.co_consts if isinstance(c, types.CodeType))
    return parts


def _fingerprint(code):
    values = [getattr(code, name, None) for name in _CODE_ATTRIBUTES]
    values += [_shown(constant) for constant in code.co_consts]
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()


def _shown(constant):
    if isinstance(constant, types.CodeType):
        return "code"  # compared by itself
    if isinstance(constant, frozenset):
        return sorted(map(repr, constant))
    return re.sub(" at 0x[0-9a-f]+", "", repr(constant))  # probes are known by their places


def _spoil(what):
    """Makes one replacement wrong in a way that shows in few sources."""
    if not what:
        return
    from slipcover import branch, slipcover

    measuring = slipcover.Slipcover
    if what == "lines":
        find = slipcover._get_annotation_only_lines
        slipcover._get_annotation_only_lines = lambda code: find(code) | {77}
    elif what == "branches":
        preinstrument = branch.preinstrument

        def without_else(tree):
            tree = preinstrument(tree)
            for node in ast.walk(tree):
                if isinstance(node, ast.While):
                    node.orelse = []
            return tree

        branch.preinstrument = without_else
    elif what == "excluded":
        compute = measuring._compute_excluded_lines
        measuring._compute_excluded_lines = lambda self, text: compute(self, text) - {5}
    elif what == "bytecode":
        from slipcover import bytecode

        finish = bytecode.Editor.finish

        def one_short(self):
            code = finish(self)
            if code.co_name == "function":
                code = code.replace(co_stacksize=code.co_stacksize - 1)
            return code

        bytecode.Editor.finish = one_short
    elif what == "functions":
        search = measuring.find_functions
        measuring.find_functions = staticmethod(
            lambda items, visited: [f for f in search(items, visited) if f.__name__ != "of_class"]
        )
    else:
        sys.exit("unknown: " + what)


if __name__ == "__main__":
    main()
