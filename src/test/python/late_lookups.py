"""Finds code of the probe that runs inside the suite's tests and looks names up where a suite may patch them.

Such code may use only what `slipcover_shard_probe.bound` has bound: no import while a test runs, no
name of a module of the standard library, and no builtin but those that were there at the start.
"""

import ast
import pathlib
import sys

# Processes of their own, with nothing of the suite in them, and what runs before the suite is loaded.
BEFORE_THE_SUITE = {
    "__init__",
    "child",
    "guard",
    "salvage",
    "serial",
    "sitecustomize",
    "slipcover_shard_bound",
    "slipcover_shard_child",
}

# Functions that run before the suite is loaded. The functions inside them are checked all the same.
AT_THE_START = {
    "acceleration": {"accelerate", "_context", "_digest", "_replace"},
    "bound": {"_json_decode", "_json_encode", "live", "warning_filters"},
    "behave_account": {"watch_cleanups"},
    "behave_settings": {"_formats_of_behave", "_raise_import_error", "read_configuration", "runner_class"},
    "behave_worker": {"_watch_features", "list_features", "run", "_watch_scenarios"},
    "coverage_keys": {"keep"},
    "pytest_cache": {"clear_once"},
    "pytest_coverage": {"_gate_of_configuration", "_origin"},
    "pytest_files": {"__init__"},
    "loader_mending": {"mend"},
    "tied_tests": {"class_of"},  # pytest is there already
    "pytest_identity": {"_of_django", "_of_xdist"},
    "pytest_imports": {"__init__"},
    "pytest_outputs": {"redirect", "_names_output", "_is_output"},
    "pytest_settings": {"keep_quiet_about_slipcover", "__init__", "close"},
    "pytest_worker": {"_pytest", "_plugin"},
    "remembered_results": {
        "exec_module",
        "add_unseen_source_files",
        # These repeat, at the end of the process, what SlipCover does there with pathlib.
        "_omitted",
        "_python_files",
    },
    "slipcover_shard_touches": {"__init__"},
    "startup": {"die_with_parent", "restore_import_path", "measure_children", "pose_as", "versions"}
    | {"copy_template", "_uri_path"},
    "worker": {"main"},
}
REPEATS_SLIPCOVER = {("remembered_results", "add_unseen_source_files")}
# Libraries that fake these replace their names in other modules, too.
SEARCHED = {"datetime", "io", "os", "pathlib", "shutil", "tempfile", "time"}
OWN = ("slipcover_shard_probe", "slipcover_shard_site", "slipcover_shard_bound", "__future__")


class Search(ast.NodeVisitor):
    """Goes through one module."""

    def __init__(self, name):
        self.module = name
        self.foreign = {}  # names of the module that come from elsewhere
        self.functions = []
        self.has_builtins = False
        self.found = []

    def visit_Import(self, node):
        self._imports(node, {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names})

    def visit_ImportFrom(self, node):
        names = {alias.asname or alias.name: "%s.%s" % (node.module, alias.name) for alias in node.names}
        if (node.module or "").split(".")[0] in OWN:
            self.has_builtins |= "__builtins__" in names
            names = {}
        elif node.module not in SEARCHED and not self.functions:
            names = {}  # bound by this import
        self._imports(node, names)

    def _imports(self, node, names):
        if not self.functions:
            self.foreign.update(names)
        elif self._is_checked():
            self._tell(node, "imports %s" % ", ".join(names.values() or ["a module"]))

    def _visit_function(self, node):
        if not self.has_builtins:
            self._tell(node, "is defined before __builtins__ is bound")
            self.has_builtins = True
        for part in node.decorator_list + node.args.defaults:
            self.visit(part)
        self.functions.append(node.name)
        for part in node.body:
            self.visit(part)
        self.functions.pop()

    visit_FunctionDef = _visit_function

    def visit_Name(self, node):
        if self.functions and self._is_checked() and node.id in self.foreign:
            self._tell(node, "uses %s" % self.foreign[node.id])

    def _is_checked(self):
        if (self.module, self.functions[-1]) in REPEATS_SLIPCOVER:
            return False
        return self.functions[-1] not in AT_THE_START.get(self.module, ())

    def _tell(self, node, what):
        where = ".".join([self.module, *self.functions])
        self.found.append("%s, line %d, %s" % (where, node.lineno, what))


def main(folder):
    found = []
    for file in sorted(pathlib.Path(folder).glob("slipcover_shard_*/*.py")):
        if file.stem not in BEFORE_THE_SUITE:
            search = Search(file.stem)
            search.visit(ast.parse(file.read_text(encoding="utf-8"), str(file)))
            found += search.found
    print("\n".join(found) or "nothing is looked up late")


main(sys.argv[1])
