"""The identity of a chunk for suites that keep the workers of xdist apart.

Each chunk has the variables that xdist gives a worker, and here the fixtures that follow from them. What tells pytest
itself that it is a worker, `config.workerinput`, is not set: a worker writes no cache and no junit.xml.
"""

import sys

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import os


class Identity:
    """That of this chunk; one that is alone has none."""

    def __init__(self):
        self._is_alone = int(os.environ.get("SLIPCOVER_SHARD_CHUNKS", "1")) == 1
        self._worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        self._run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")

    def stand_in(self, plugin, manager):
        """Puts our fixtures above those of a plugin that has just been registered.

        So a suite's own fixture of that name still comes first, wherever it would before xdist's.
        """
        make = _FIXTURES.get(getattr(plugin, "__name__", ""))
        if self._is_alone or not make:
            return
        fixtures = make(self._worker, self._run)
        if fixtures:
            manager.register(fixtures)


def _of_xdist(worker, run):
    import pytest

    class Fixtures:
        @pytest.fixture(scope="session")
        def worker_id(self):
            """The name of this chunk, as xdist would name it: gw0, gw1 ..."""
            return worker

        @pytest.fixture(scope="session")
        def testrun_uid(self):
            """A name that all chunks of this run have in common."""
            return run

    return Fixtures()


def _of_django(worker, _):
    import pytest

    django = sys.modules["pytest_django.fixtures"]
    require = getattr(django, "skip_if_no_django", None)
    append = getattr(django, "_set_suffix_to_test_databases", None)
    if not (require and append):
        return None

    class Fixtures:
        @pytest.fixture(scope="session")
        def django_db_modify_db_settings_xdist_suffix(self):
            """Gives the test databases of this chunk names of their own."""
            require()
            append(suffix=worker)

    return Fixtures()


_FIXTURES = {"xdist.plugin": _of_xdist, "pytest_django.plugin": _of_django}
