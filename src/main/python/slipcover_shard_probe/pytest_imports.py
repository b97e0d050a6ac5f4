"""What one process has imported when it comes to a test file, of what a chunk leaves to others."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import contextlib, functools, live, os, sys


class Imports:
    """The modules that pytest makes of the test files, in its order.

    Each is named by its path below the nearest folder that is no package, and that folder is put on
    sys.path. So a file finds what lies beside those before it, and cannot have the name of one.
    """

    def __init__(self, config):
        import pytest

        self._module_type = pytest.Module
        self._mode = config.getoption("importmode")
        self._modules = []  # file by file: folder and first name; None where these do not matter
        self._firsts = {}  # first name -> folder -> position of the first file that has both
        self._conftests = []  # file by file: what `import conftest` gives there
        self._passed = 0  # files whose folders are on sys.path

    @staticmethod
    def conftest():
        """The conftest.py outside of packages that was loaded last: all of them have the same name."""
        return sys.modules.get("conftest")

    def add(self, nodes, conftest):
        """Takes in the next file; conftest: which was the last when it was listed."""
        module = next((_module(str(node.path)) for node in nodes if self._is_imported(node)), None)
        if self._mode == "importlib":  # it needs no path, and names are whole paths
            module = None
        if module:
            folder, name = module
            self._firsts.setdefault(name, {}).setdefault(folder, len(self._modules))
        self._modules.append(module)
        self._conftests.append(conftest)

    def rivals(self, position):
        """Files before it that have taken its name, if that is theirs: pytest refuses the later one."""
        if self._modules[position] is None:
            return []
        folder, name = self._modules[position]
        firsts = self._firsts[name]
        return [first for first in firsts.values() if first < firsts[folder]]

    @contextlib.contextmanager
    def up_to(self, position):
        """Lets a file be imported as after those before it."""
        for module in self._modules[self._passed : position]:
            if module:
                self._put_on_path(module[0])
        self._passed = max(self._passed, position)
        last = self.conftest()
        _set_conftest(self._conftests[position])
        try:
            yield
        finally:
            _set_conftest(last)

    def _is_imported(self, node):
        """Whether pytest makes a module of the file, and looks whether it is the right one."""
        is_module = isinstance(node, self._module_type)
        return is_module and os.path.basename(str(node.path)) not in ("conftest.py", "__init__.py")

    def _put_on_path(self, folder):
        """As pytest does when it imports a file."""
        path = live("path")
        if self._mode == "append":
            if folder not in path:
                path.append(folder)
        elif path[:1] != [folder]:
            path.insert(0, folder)


def _module(path):
    folder, name = os.path.split(path)
    folder, package = _package(folder)
    return folder, package or name[: -len(".py")]


@functools.lru_cache(maxsize=None)
def _package(folder):
    """The nearest folder that is no package, and the name of the package in it, if there is one."""
    above, name = os.path.split(folder)
    if not name.isidentifier() or not os.path.isfile(os.path.join(folder, "__init__.py")):
        return folder, ""
    outside, package = _package(above)
    return outside, package or name


def _set_conftest(module):
    if module is None:
        sys.modules.pop("conftest", None)
    else:
        sys.modules["conftest"] = module
