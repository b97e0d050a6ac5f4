"""Test files as pytest finds them, apart from the tests in them, for which they have to be imported."""


class TestFiles:
    """What pytest collects, file by file: all files are listed first, tests are collected of those wanted.

    pytest itself does both; its Session.genitems, through which it goes from the arguments' nodes to
    tests, is stopped at files.
    """

    def __init__(self, shown):
        self._shown = shown
        self.paths = None  # of the files, in pytest's order, once they are listed
        self.errors = []  # file by file: what pytest said when it could not collect it, or an empty text
        self._nodes = []  # file by file
        self._tests = {}  # position of a file -> its tests
        self._collecting = None  # position of the file that is being collected
        self._generate = None

    def stop_at_files(self, session, instead):
        """From now on, instead(session) gives the tests, once, after the files are listed."""
        self._generate = session.genitems
        found = []
        listing = False

        def genitems(node):
            if listing:
                if _is_folder(node):
                    return self._generate(node)
                found.append(node)
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

    def _take(self, nodes):
        positions = {}
        for node in nodes:
            path = self._shown(str(_file(node).path))
            position = positions.setdefault(path, len(positions))
            if position == len(self._nodes):
                self._nodes.append([])
                self.errors.append("")
            self._nodes[position].append(node)
        self.paths = list(positions)

    def list_none(self):
        """pytest found no file at all."""
        self._take([])

    def ids(self):
        """pytest's own names of all files."""
        return {_file(node).nodeid for nodes in self._nodes for node in nodes}

    def tests(self, position):
        """All tests in a file, in pytest's order; it is imported by that. Empty if that fails."""
        if position not in self._tests:
            self._collecting = position
            try:
                nodes = self._nodes[position]
                self._tests[position] = [test for node in nodes for test in self._generate(node)]
            finally:
                self._collecting = None
        return self._tests[position]


def _is_folder(node):
    import pytest

    return isinstance(node, (pytest.Package, getattr(pytest, "Directory", pytest.Package)))


def _file(node):
    """The file that a node is or lies in; of what lies in none, the node itself."""
    import pytest

    return node.getparent(pytest.File) or node
