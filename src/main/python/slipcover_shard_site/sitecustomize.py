"""Runs at the start of each Python of a chunk, of its children too, after all .pth files: it is first on PYTHONPATH.

In a private copy it makes them see the copy where .pth files have named the checkout. Where chunks
could get in each other's way it has the children note what they touch, and with child-processes it
has SlipCover measure them. Then it takes its own folder
off sys.path and hands over to the sitecustomize that Python would have found without it.
PYTHONPATH itself stays, for the children.

SLIPCOVER_SHARD_RELOCATE holds lines, all paths real ones: the checkout; the copy; then each folder,
relative to the checkout, whose files keep their names because the copy has only a link to it or
leaves it out (virtual environments, our folder in build-dir).

Runs at every start of every Python below a chunk, whichever version: no imports but what site has
loaded, no syntax newer than the oldest.
"""

import os
import sys


def _relocate(checkout, copy, kept):
    inside = checkout + "/"
    kept = tuple(folder + "/" for folder in kept)
    libraries = tuple(prefix + "/" for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix))

    def moved(path):
        if not path.startswith("/"):
            return path
        name = path + "/"
        if not name.startswith(inside):
            # Installers also write down names that lead here through a symbolic link.
            if path.startswith(libraries):
                return path
            name = os.path.realpath(path) + "/"
            if not name.startswith(inside):
                return path
        name = name[len(inside) :]
        if name.startswith(kept):
            return path
        return (copy + "/" + name).rstrip("/")

    def move_all(container):
        """Moves the paths in dicts, lists and sets, in place: others hold on to these objects."""
        if isinstance(container, dict):
            slots = list(container.items())
        elif isinstance(container, list):
            slots = list(enumerate(container))
        elif isinstance(container, set):
            names = [moved(item) if isinstance(item, str) else item for item in container]
            container.clear()
            container.update(names)
            return
        else:
            return
        for key, item in slots:
            if not isinstance(item, str):
                move_all(item)
            elif moved(item) != item:
                container[key] = moved(item)

    def moving_result(build):
        """meson-python's finder learns its files only when the first of its modules is imported."""
        trees = []

        def build_once():
            if not trees:
                tree = build()
                move_all(tree)
                trees.append(tree)
            return trees[0]

        return build_once

    path = []
    for entry in sys.path:
        target = moved(entry)
        if target != entry:
            sys.path_importer_cache.pop(entry, None)
            if target in path:
                continue
        path.append(target)
    sys.path[:] = path

    # Finders of editable installs hold their tables in themselves (editables, scikit-build-core),
    # in their module (setuptools) or make them later (meson-python). Where they would build
    # anything stays: a build directory cannot be moved.
    for finder in sys.meta_path:
        home = getattr(finder, "__module__", "")
        if home.startswith("_frozen_importlib"):
            continue
        for table in list(getattr(finder, "__dict__", {}).values()):
            move_all(table)
        tables = getattr(sys.modules.get(home), "__dict__", {})
        move_all(tables.get("MAPPING"))
        move_all(tables.get("NAMESPACES"))
        if hasattr(finder, "_rebuild") and hasattr(finder, "_build_path"):
            finder._rebuild = moving_result(finder._rebuild)

    # What .pth files have imported already keeps its code and looks for its parts in the copy.
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        move_all(names.get("__path__"))
        if str(names.get("__file__")).startswith(inside):
            names["__file__"] = moved(names["__file__"])


def _measured_already():
    """Whether this is a chunk's own process, or one that became a measured one."""
    mine = '"pid": %d,' % os.getpid()
    return "SLIPCOVER_SHARD_PROBE" in os.environ or mine in os.environ.get("SLIPCOVER_SHARD_CHILD", "")


_notes = os.environ.get("SLIPCOVER_SHARD_NOTES")
if _notes and "SLIPCOVER_SHARD_PROBE" not in os.environ and hasattr(sys, "addaudithook"):
    # The worker itself, which has that other variable, keeps its notes by its own means.
    import slipcover_shard_touches

    slipcover_shard_touches.note_for_worker(_notes)
    for _name in ("slipcover_shard_site.slipcover_shard_bound", "slipcover_shard_site", "slipcover_shard_bound"):
        sys.modules.pop(_name, None)
    del sys.modules["slipcover_shard_touches"]

_children = os.environ.get("SLIPCOVER_SHARD_CHILDREN")
if _children and not _measured_already():
    import slipcover_shard_child

    slipcover_shard_child.measure(_children)
    del sys.modules["slipcover_shard_child"]

_folder = os.path.dirname(__file__)
sys.path[:] = [entry for entry in sys.path if entry != _folder]
sys.path_importer_cache.pop(_folder, None)
_lines = os.environ.get("SLIPCOVER_SHARD_RELOCATE", "").split("\n")
if len(_lines) > 1:
    _relocate(_lines[0], _lines[1], _lines[2:])

# Ends as the project's own would: with its module, with its error, or not found, which site expects.
del sys.modules[__name__]
import sitecustomize  # noqa: E402, F401
