"""Test files as pytest finds them, apart from the tests in them, for which they have to be imported."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.pytest_imports import Imports


class TestFiles:
    """What pytest collects, file by file: all files are listed first, tests are collected of those wanted.

    pytest itself does both; its Session.genitems, through which it goes from the arguments' nodes to
    tests, is stopped at files.
    """

    def __init__(self, shown):
        import pytest

        self._file_type = pytest.File
        self._folder_types = (pytest.Package, getattr(pytest, "Directory", pytest.Package))
        self._shown = shown
        self.paths = None  # of the files, in pytest's order, once they are listed
        self.errors = []  # file by file: what pytest said when it could not collect it, or an empty text
        self.failures = []  # file by file: how many failed reports pytest counts for it
        self.outside = []  # what pytest said of folders, and of files while it looked for them
        self.broken = []  # name of a folder that could not be looked into, what pytest said
        self._nodes = []  # file by file
        self._imports = None
        self._tests = {}  # position of a file -> its tests
        self._collecting = None  # position of the file that is being collected
        self._generate = None
        self._junit_prefix = None

    def stop_at_files(self, session, instead):
        """From now on, instead(session) gives the tests, once, after the files are listed."""
        self._generate = session.genitems
        self._junit_prefix = getattr(session.config.option, "junitprefix", None)
        self._imports = Imports(session.config)
        found = []
        listing = False

        def genitems(node):
            if listing:
                if isinstance(node, self._folder_types):
                    return self._generate(node)
                found.append((node, self._imports.conftest()))
            elif self._collecting is not None:
                return self._generate(node)
            elif self.paths is None:
                return begin()
            return iter(())

        def begin():
            nonlocal listing
            listing = True
            for node in self._arguments:
                for _ in genitems(node):
                    pass
            listing = False
            self._take(found)
            yield from instead(session)

        self._arguments = []
        session.genitems = genitems

    def note(self, report):
        """Takes in what pytest reports of each node that it has collected."""
        if report.nodeid == "" and report.passed:
            self._arguments = list(report.result)
        elif report.failed and self._collecting is not None:
            self.errors[self._collecting] += report.longreprtext
            self.failures[self._collecting] += 1
        elif report.failed:
            self.outside.append("%s: %s" % (report.nodeid or "the arguments", report.longreprtext))
            if self.paths is None:
                self.broken.append((report.nodeid or "the test files", report.longreprtext))

    def _take(self, found):
        files = {}
        for node, conftest in found:
            path = self._shown(str(self._file(node).path))
            files.setdefault(path, ([], conftest))[0].append(node)
        for nodes, conftest in files.values():
            self._nodes.append(nodes)
            self._imports.add([self._file(node) for node in nodes], conftest)
            self.errors.append("")
            self.failures.append(0)
        self.paths = list(files)

    def list_none(self):
        """pytest found no file at all."""
        self._take([])

    def ids(self):
        """pytest's own names of all files."""
        return {self._file(node).nodeid for nodes in self._nodes for node in nodes}

    def dotted(self, position):
        """The name of a file in pytest's JUnit files, which comes before those of classes."""
        name = self._file(self._nodes[position][0]).nodeid.replace("/", ".")
        name = name[: -len(".py")] if name.endswith(".py") else name
        return ".".join(filter(None, (self._junit_prefix, name)))

    def tests(self, position):
        """All tests in a file, in pytest's order; it is imported by that. Empty if that fails."""
        if position not in self._tests:
            for rival in self._imports.rivals(position):
                self.tests(rival)
            self._collecting = position
            try:
                with self._imports.up_to(position):
                    nodes = self._nodes[position]
                    self._tests[position] = [test for node in nodes for test in self._generate(node)]
            finally:
                self._collecting = None
        return self._tests[position]

    def _file(self, node):
        """The file that a node is or lies in; of what lies in none, the node itself."""
        return node.getparent(self._file_type) or node
