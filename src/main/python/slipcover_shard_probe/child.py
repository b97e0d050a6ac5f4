"""A Python that a chunk has started, now under SlipCover: runs the program that it was started for.

Started by slipcover_shard_site.slipcover_shard_child as
`python -m slipcover ... -m slipcover_shard_probe.child ARGUMENTS-OF-THE-PROGRAM`. The one process that
runs a whole suite, so that its children are measured, too, is started in the same way.
"""

import ast
import importlib.util
import json
import os
import runpy
import sys

from slipcover_shard_probe import coverage_keys, startup


def main():
    child = json.loads(os.environ.pop("SLIPCOVER_SHARD_CHILD"))
    coverage_keys.keep(startup.measure_children() if child.get("is_first") else None)
    os.chdir(child["directory"])
    startup.restore_import_path(child)
    arguments = sys.argv[1:]
    sys.argv[:] = ["-c" if child["kind"] == "c" else child["what"], *arguments]
    if child["kind"] == "m":
        _look_first_in(os.getcwd())
        _run_module(child["what"])
    elif child["kind"] == "c":
        _look_first_in("")
        _run(compile(child["what"], "<string>", "exec"))
    else:
        file = os.path.join(os.getcwd(), child["what"])
        _look_first_in(os.path.dirname(os.path.realpath(file)))
        _run(_instrumented(file), __file__=file)


def _look_first_in(directory):
    """In the place of the directory in which SlipCover was started."""
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = directory


def _run_module(name):
    """As runpy does, but measured: through SlipCover's own finder, it would not be."""
    spec = importlib.util.find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(name + ".__main__")
    if spec is None or not str(spec.origin).endswith(".py"):
        runpy.run_module(name, run_name="__main__", alter_sys=True)  # or its error
        return
    sys.argv[0] = spec.origin
    _run(
        _instrumented(spec.origin),
        __file__=spec.origin,
        __loader__=spec.loader,
        __package__=spec.parent,
        __spec__=spec,
    )


def _instrumented(path):
    """The script, measured if it is one of those that SlipCover measures."""
    from slipcover import branch

    finder = next(f for f in sys.meta_path if type(f).__name__ == "SlipcoverMetaPathFinder")
    measuring, matcher = finder.sci, finder.file_matcher
    with open(path, "rb") as file:
        tree = ast.parse(file.read(), path)
    if not matcher.matches(path):
        return compile(tree, path, "exec")
    if measuring.branch:
        tree = branch.preinstrument(tree)
    return measuring.instrument(compile(tree, os.path.realpath(path), "exec"))


def _run(code, **more):
    """In the module __main__, of which nothing of ours is left but what more names."""
    import builtins

    names = sys.modules["__main__"].__dict__
    own = {"__name__": "__main__", "__builtins__": builtins}
    own.update(dict.fromkeys(("__doc__", "__loader__", "__package__", "__spec__")))
    own.update(more)
    names.clear()
    names.update(own)
    exec(code, names)


if __name__ == "__main__":
    main()
