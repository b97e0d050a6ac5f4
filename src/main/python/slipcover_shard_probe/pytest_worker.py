"""One chunk: pytest in one process, which collects and runs the test files that the parent hands out.

Nothing here looks for files, marks or configuration: pytest does, and tells. It looks for test files
without importing any; then each chunk imports only its own.
"""

from slipcover_shard_probe import (
    coverage_keys,
    pytest_cache,
    pytest_identity,
    pytest_outputs,
    pytest_settings,
    test_lists,
    tied_tests,
    unselected,
)
from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import os
from slipcover_shard_probe.errors import NotLoaded, Refused, last_line, shortened, whole
from slipcover_shard_probe.pytest_coverage import ForeignCoverage
from slipcover_shard_probe.pytest_files import TestFiles
from slipcover_shard_probe.pytest_identities import Identities
from slipcover_shard_probe.pytest_outcomes import FAILED_REPORTS, Outcome
from slipcover_shard_probe.pytest_session import SessionEnd, stops_at_collection_errors
from slipcover_shard_probe.worker import Worker, main


class _PytestWorker(Worker):
    """Runs pytest with a plugin of ours and tells the parent what happens, test by test."""

    def __init__(self, channel, settings):
        super().__init__(channel, settings)
        self.files = TestFiles(self.shown)
        self.identities = Identities(self.root)
        self.lists = {}  # position of a file -> its _List
        self.units = {}  # number -> _Unit, in the order in which they were handed out
        self.untold = []  # units whose tests were not told yet
        self.exhausted = False  # whether the parent has said that there are no more
        self.places = {}  # id of a test -> for each run of it, its unit and its number in it
        self.outputs = []
        self.coverage = ForeignCoverage()
        self.outcome = None  # of the test in progress
        self.failure = None  # what has left pytest itself, if anything did
        self.end = SessionEnd()

    def run(self, arguments):
        pytest_settings.keep_quiet_about_slipcover()
        self.begin_journal()
        return self.run_to_the_end(lambda: self._pytest(arguments))

    def _pytest(self, arguments):
        """The code that pytest returns, once it has listed its files."""
        import pytest

        complaint = pytest_settings.Complaint()
        try:
            code = pytest.main(arguments, plugins=[_plugin(self, complaint)])
        except Refused:
            raise
        except Exception as error:
            if self.files.paths is None and not self.failure:
                raise NotLoaded("a plugin of pytest", whole(error))
            raise
        finally:
            complaint.close()
        if self.files.paths is None:
            if self.files.broken:
                raise NotLoaded(*self.files.broken[0])
            if self.failure:  # a hook of a plugin, before pytest looked for files
                raise NotLoaded("a plugin of pytest", whole(self.failure))
            raise complaint.error()
        if code == pytest.ExitCode.INTERNAL_ERROR:
            raise self.failure or RuntimeError("an internal error")
        return self.end.number(code)

    def is_failure(self, code):
        return self.end.is_failure(code)

    def account(self, code):
        told = {unit.file for unit in self.units.values() if unit.is_told}
        return {
            "counts": self.end.counts(self.files),
            "causes": self.end.causes(code, self.files),
            "elsewhere": {
                self.files.paths[file]: failures
                for file, failures in enumerate(self.files.failures)
                if failures and file not in told
            },
        }

    def redirect_outputs(self, config):
        if not self.settings["gated"]:
            self.coverage.refuse_gate(config)
        self.outputs = pytest_outputs.redirect(config, self.settings["outputs"])
        if self.settings["list_only"]:
            return
        pytest_cache.clear_once(config, os.path.dirname(self.settings["events"]))
        if not self.settings["alone"]:
            note = pytest_outputs.give_own_basetemp(config, self.settings["process"])
            if note:
                self.channel.send("remark", text=note)

    def share_cache(self, config):
        folder = pytest_cache.folder(config)
        if folder:
            if self.touches:
                self.touches.leave_out(folder)
            pytest_cache.share(config, self._ids)

    def _ids(self):
        tests = [test for unit in self.units.values() for test in unit.tests]
        files = {test.nodeid.partition("::")[0] for test in tests}
        broken = {self.files.paths[unit.file] for unit in self.units.values() if not unit.tests}
        return {test.nodeid for test in tests} | files | broken

    # -- test files

    def collected(self, session):
        """The tests of what the parent hands out first, once it knows which files there are."""
        self.tell_files()
        if self.settings["list_only"]:
            self.take()
            raise SystemExit(0)
        tests = self.take()
        while self.settings["queued"] and not tests and not self.exhausted:
            tests = self.take()
        return tests

    def tell_files(self):
        self.channel.send(
            "listed",
            paths=[],  # which files hold tests is for pytest alone to say: nobody looks a second time
            features=[{"path": path, "lines": []} for path in self.files.paths],
            excluded=[],
            outputs=self.outputs,
            junit=None,
        )
        for folder, error in self.files.broken:
            self.channel.send("not_loaded", what=folder, error=shortened(error))
        self.save_journal()
        self.channel.send("loaded")

    def take(self):
        """The tests of the next unit of a queue, or of all units of a plan."""
        taken = []
        while not self.exhausted:
            answer = self.ask()
            if "parse" in answer:
                self._tell_tests(answer["parse"])
            elif "unit" in answer:
                taken.append(_Unit(answer))
                if self.settings["queued"]:
                    break
            else:
                self.exhausted = True
        tests = []
        for unit in taken:
            self.units[unit.number] = unit
            self.untold.append(unit)
            self.channel.send("importing", unit=unit.number)
            # One process would have imported it before a test could go elsewhere.
            with coverage_keys.at_the_start():
                unit.take(self._list(unit.file))
            tests += unit.tests
        return tests

    def _tell_tests(self, files):
        told = []
        for file in files:
            found = self._list(file)
            if not self.files.errors[file]:
                chosen = set(map(id, found.tests))
                content = _content(found, range(1, len(found.tests) + 1), found.tests, chosen)
                told.append({"feature": file, **content})
        self.channel.send("parsed", features=told)

    def _list(self, file):
        """The tests of a file with what identifies them: as they are before anything of it runs."""
        if file not in self.lists:
            path = os.path.join(self.root, self.files.paths[file])
            self.lists[file] = _List(self.files.tests(file), self.identities, path)
        return self.lists[file]

    def begin_units(self, items):
        """Once it is settled which tests run: those of items."""
        if self.settings["in_order"]:
            _put_in_order(items, self.units.values())
        times = {}
        for item in items:
            times[id(item)] = times.get(id(item), 0) + 1
        untold, self.untold = self.untold, []
        for unit in untold:
            unit.is_told = True
            error = self.files.errors[unit.file]
            if error:
                self.channel.send(
                    "unparsable",
                    unit=unit.number,
                    error=shortened(error),
                    counts={FAILED_REPORTS: self.files.failures[unit.file]},
                )
                continue
            if unit.list is None:  # importing the file has ended the session: its tests are unknown
                continue
            unit.repeat(times)
            for number, test in enumerate(unit.tests):
                if id(test) in times:
                    self.places.setdefault(id(test), []).append((unit, number))
                    unit.open.add(number)
            content = _content(unit.list, unit.lines, unit.tests, times)
            if unit.is_file:  # what is in a piece is compared one by one
                content["scenarios"] = unselected.together(content["scenarios"], 2)
            self.channel.send(
                "unit",
                unit=unit.number,
                name=self.files.paths[unit.file],
                dotted=self.files.dotted(unit.file),
                in_file=unit.in_file,
                **content,
            )
            if not unit.open:
                self._end_unit(unit, stopped=False)
        self.tell_touches(None)

    def end_units(self, stopped):
        """What was not reached stays open, unless pytest itself has stopped."""
        for unit in self.units.values():
            if unit.open:
                self.end.left_out = True
                self._end_unit(unit, stopped)

    def _end_unit(self, unit, stopped):
        self.channel.end_if_strayed()
        self.keep_last_attempts(unit.number, None, stopped)
        self.save_journal()
        self.tell_touches(unit.number)
        self.channel.send(
            "unit_end",
            unit=unit.number,
            seconds=round(unit.seconds, 6),
            status="failed" if unit.failed else "passed",
            rest={number: "untested" for number in sorted(unit.open)},
            error=None,
            stopped=stopped,
            lost=self.sight.lost(),
        )
        unit.open = set()

    # -- tests

    def run_test(self, test):
        """A generator around the run of a test, with its set-up and tear-down."""
        places = self.places.get(id(test))
        if not places:  # of a plugin that makes tests, or more runs of one, while others run
            yield
            return
        unit, number = places.pop(0)
        outer = self.outcome  # of a test whose run has a plugin run this one
        self.outcome = outcome = Outcome()
        started = self.begin_scenario(unit.number, number)
        before = self.end.unattributed()
        end = yield
        outcome.count(self.end.attribute(before))
        if end.excinfo is not None:
            outcome.break_off(last_line(end.excinfo[1]))
            self.end.broke_off = True
        seconds = self.channel.clock() - started
        self.end_scenario(unit.number, number, seconds, outcome.failed, outcome.told)
        self.outcome = outer
        unit.seconds += seconds
        unit.failed |= outcome.failed
        unit.open.discard(number)
        if not unit.open:
            self._end_unit(unit, stopped=False)


class _Unit:
    """A test file, or some tests of it, as the parent handed it out."""

    def __init__(self, handed):
        self.number = handed["unit"]
        self.file = handed["feature"]
        self._handed = handed.get("piece", [])  # numbers of tests in the file, from 1
        self.lines = []  # the same of its tests
        self.is_file = "piece" not in handed
        self._ids = handed.get("ids")  # and what identified them when the file was split
        self.list = None
        self.in_file = 0
        self.tests = []
        self.is_told = False
        self.open = set()  # positions of tests that have not ended
        self.seconds = 0.0
        self.failed = False

    def take(self, found):
        """Finds its tests among those of the file."""
        self.list = found
        self.in_file = len(found.tests)
        if self._ids is None:
            self.tests = found.tests
            self.lines = range(1, len(found.tests) + 1)
        else:
            numbers = dict(zip(self._ids, self._handed))
            self.tests = [test for test in found.tests if found.id_of(test) in numbers]
            self.lines = [numbers[found.id_of(test)] for test in self.tests]

    def repeat(self, times):
        """A test that pytest runs several times is there as often; times: how often, by its id."""
        again = [
            (line, test)
            for line, test in zip(self.lines, self.tests)
            for _ in range(times.get(id(test), 1) - 1)
        ]
        if again:
            self.lines = [*self.lines, *(line for line, _ in again)]
            self.tests = [*self.tests, *(test for _, test in again)]

    def in_turn(self):
        """Each test with its place among those handed out."""
        places = {line: place for place, line in enumerate(self._handed)}
        return [(test, places.get(line, 0)) for test, line in zip(self.tests, self.lines)]


def _name(test):
    """What follows the file in its id."""
    return test.nodeid.partition("::")[2] or test.name


class _List:
    """All tests of a file and what identifies each of them."""

    def __init__(self, tests, identities, path):
        names = [_name(test) for test in tests]
        ids, unknown = identities.of(tests, names)
        self.tests = tests
        self.is_whole = unknown or len(set(names)) < len(names)  # no piece could tell them apart
        self.told = test_lists.of(ids, path)
        self._ids = {id(test): each for test, each in zip(tests, ids)}

    def id_of(self, test):
        return self._ids[id(test)]


def _content(found, lines, tests, chosen):
    """chosen: ids of test objects"""
    names = [_name(test) for test in tests]
    return {
        "whole": found.is_whole
        or len(set(map(id, tests))) < len(tests)
        or tied_tests.by_marks(found.tests),
        "list": found.told,
        "groups": sorted({group for test in tests for group in _groups(test)}),
        "scenarios": [
            {
                "line": line,
                "name": name,
                "id": found.id_of(test),
                "run": id(test) in chosen,
                "steps": 1,
                "bond": bond,
                "kin": kin,
            }
            for line, name, test, bond, kin in zip(
                lines,
                names,
                tests,
                tied_tests.joined(tests, _shared),
                tied_tests.joined(tests, _shared, _function),
            )
        ],
    }


def _shared(test):
    """Fixtures of more than the test itself, and its class, whose attributes keep what tests leave."""
    own = tied_tests.class_of(test)
    if own is not None:
        yield own, "class"
    definitions = getattr(getattr(test, "_fixtureinfo", None), "name2fixturedefs", {})
    for name, overriding in definitions.items():
        scope = overriding[-1].scope
        if scope in ("module", "package"):
            yield name, ""
        elif scope == "class":
            yield name, test.parent.nodeid


def _function(test):
    """Whose cases they are."""
    yield test.parent.nodeid, getattr(test, "originalname", None) or test.name, "function"


def _groups(test):
    """Names by which xdist keeps tests in one process."""
    for mark in test.iter_markers("xdist_group"):
        yield str(mark.args[0] if mark.args else mark.kwargs.get("name", "default"))


def _plugin(worker, complaint):
    """What pytest calls: all of it is handed on."""
    import pytest

    def collected(session):
        complaint.stop()
        return worker.collected(session)

    identity = pytest_identity.Identity()

    class Plugin:
        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_load_initial_conftests(self, early_config):
            worker.coverage.switch_off(early_config)
            yield

        @pytest.hookimpl(hookwrapper=True)
        def pytest_cmdline_main(self, config):
            pytest_settings.refuse_idle(config)
            worker.redirect_outputs(config)
            worker.coverage.tell(config, worker.channel)
            if pytest_settings.switch_off_xdist(config):
                worker.channel.send("remark", text="xdist is switched off: chunks take its place")
                worker.channel.send("switched_off", arguments=["-n0"])
            yield

        def pytest_plugin_registered(self, plugin, manager):
            identity.stand_in(plugin, manager)

        def pytest_sessionstart(self, session):
            worker.end.session = session
            worker.share_cache(session.config)
            worker.files.stop_at_files(session, collected)

        @pytest.hookimpl(hookwrapper=True)
        def pytest_collection(self, session):
            outcome = yield
            if outcome.excinfo is None and worker.files.paths is None and not worker.files.broken:
                worker.files.list_none()
                collected(session)

        def pytest_collectreport(self, report):
            worker.files.note(report)

        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(self, config, items):
            pytest_cache.leave_to_others(config, items, worker.files.ids)

        @pytest.hookimpl(trylast=True)
        def pytest_collection_finish(self, session):
            if worker.files.paths is not None:
                worker.begin_units(session.items)

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtestloop(self, session):
            return _run_queue(session, worker) if worker.settings["queued"] else None

        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_runtest_protocol(self, item):
            yield from worker.run_test(item)

        def pytest_runtest_logreport(self, report):
            if worker.outcome:
                worker.outcome.add(report)

        def pytest_keyboard_interrupt(self, excinfo):
            worker.end.interruption = last_line(excinfo.value)

        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_sessionfinish(self, session):
            worker.end.settle()
            yield
            worker.end_units(
                bool(session.shouldstop or session.shouldfail or worker.end.broke_off)
                or (any(worker.files.errors) and stops_at_collection_errors(session))
            )

        def pytest_internalerror(self, excinfo):
            worker.failure = excinfo.value

    return Plugin()


def _put_in_order(items, units):
    """As they were handed out: what is suspected of taking the process along comes last."""
    order = {id(test): (n, place) for n, unit in enumerate(units) for test, place in unit.in_turn()}
    items.sort(key=lambda test: order.get(id(test), (-1, 0)))


def _run_queue(session, worker):
    """pytest's own loop, but that more tests may come: the next unit before the last test of this one.

    By then it has to be known which fixtures that test is to leave for the next.
    """
    if session.testsfailed and stops_at_collection_errors(session):
        errors = "%d error%s" % (session.testsfailed, "" if session.testsfailed == 1 else "s")
        raise session.Interrupted("%s during collection" % errors)
    items = session.items
    position = 0
    while True:
        while position >= len(items) - 1 and not worker.exhausted:
            more = worker.take()
            if more:  # pytest does not call it again for nothing
                session.config.hook.pytest_collection_modifyitems(
                    session=session, config=session.config, items=more
                )
            worker.begin_units(more)
            items += more
            session.testscollected += len(more)
        if position == len(items):
            return True
        test = items[position]
        following = items[position + 1] if position + 1 < len(items) else None
        test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        position += 1


if __name__ == "__main__":
    main("pytest", _PytestWorker)
