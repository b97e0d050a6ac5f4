"""One chunk: behave in one process, fed with features by the parent until there are no more.

Nothing here parses features, tags or configuration: behave does, and tells.
"""

from slipcover_shard_probe import (
    behave_identities,
    behave_pieces,
    behave_settings,
    coverage_keys,
    test_lists,
    unselected,
)
from slipcover_shard_probe.behave_account import Account
from slipcover_shard_probe.behave_outcomes import Outcomes
from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import contextlib, functools, os
from slipcover_shard_probe.errors import Refused, shortened
from slipcover_shard_probe.worker import Worker, main

# So many scenarios that are not selected are told without their names. A hook may let one run after
# all: then only its line is known.
_MANY = 50

_HOOKS = {
    when + "_" + what
    for when in ("before", "after")
    for what in ("all", "feature", "rule", "scenario", "step", "tag")
}


class _Feature:
    """A feature file as behave lists it: a path and, where the user selected some, the lines."""

    def __init__(self, path, location, parse):
        """location, parse: behave's own, taken before the suite could replace them."""
        self.path = path
        self._location = location
        self._parse = parse
        self.lines = []
        self.whole = False

    def locations(self):
        if self.whole or not self.lines:
            return [self._location(self.path)]
        return [self._location(self.path, line) for line in self.lines]

    def parsed(self, config):
        """behave's model of it; None where there is nothing in the file."""
        # One process would have parsed all of them before a step could go elsewhere.
        with coverage_keys.at_the_start():
            return next(iter(self._parse(self.locations(), language=config.lang)), None)


class _BehaveWorker(Worker):
    """Runs behave with a runner of ours and tells the parent what happens, scenario by scenario."""

    def __init__(self, channel, settings):
        super().__init__(channel, settings)
        self.listed = None  # the features, once behave has looked for them
        self.unit = None  # number of the unit in progress
        self.numbers = {}  # id of a scenario of that unit -> its number
        self.open_scenarios = {}  # number -> scenario, of those that have not ended
        self.outcomes = Outcomes()
        self.counted = Account()
        self.feature = None  # the model of that unit, while it runs
        self.stopped = False  # whether the end of a unit has said that nothing more runs
        self.aborted = False  # whether behave was, at its end
        self.hook_failed = False  # whether before_all or after_all has failed
        self.outputs = []
        self.junit = None

    def run(self, arguments):
        config = behave_settings.read_configuration(arguments)
        self.outputs, self.junit = behave_settings.redirect_outputs(
            config, self.settings["outputs"]
        )
        self.begin_journal()
        runner_class = _runner_fed_by(self, behave_settings.runner_class(config))
        self._watch_scenarios()
        self._watch_features()
        self.counted.watch_cleanups(lambda: self.running is not None)
        from behave.__main__ import run_behave

        return self.run_to_the_end(lambda: run_behave(config, runner_class=runner_class))

    def account(self, code):
        causes = self.counted.causes() + self._abort(code)
        return {"counts": self.counted.counts(), "causes": causes, "elsewhere": {}}

    def _abort(self, code):
        """An abort after the last feature leaves nothing out, by which it would be noticed."""
        told = self.stopped or self.hook_failed or not code
        return ["the run was aborted after its last feature"] if self.aborted and not told else []

    # -- features

    def list_features(self, runner):
        """What the runner would run, in its order: before steps and environment are loaded."""
        from behave.model_core import FileLocation
        from behave.runner_util import parse_features

        config = runner.config
        listed = []
        excluded = []
        for location in runner.feature_locations():
            if config.exclude(location):
                excluded.append(self.shown(str(location)))
                continue
            if not listed or listed[-1].path != location.filename:
                listed.append(_Feature(location.filename, FileLocation, parse_features))
            feature = listed[-1]
            if location.line:
                feature.lines.append(location.line)
            else:
                feature.whole = True
        self.listed = listed
        self.channel.send(
            "listed",
            paths=[self.shown(str(path)) for path in config.paths],
            features=[
                {"path": self.shown(each.path), "lines": [] if each.whole else each.lines}
                for each in listed
            ],
            excluded=excluded,
            outputs=self.outputs,
            junit=self.junit,
        )

    def features(self, runner):
        """The features as the parent hands them out; asking for the next one ends the one before."""
        self.tell_touches(None)
        if runner.aborted:
            return
        while True:
            answer = self.ask()
            if "parse" in answer:
                self.tell_scenarios(answer["parse"], runner.config)
                continue
            if "unit" not in answer:
                return
            feature = self._parsed(answer, runner)
            if feature is None:
                continue
            self.feature = feature
            started = self.channel.clock()
            yield feature
            self.feature = None
            self._end_unit(feature, runner, self.channel.clock() - started)

    def tell_scenarios(self, numbers, config):
        """What is in these features, for the plan. One that does not parse says so when it runs."""
        told = []
        for number in numbers:
            with contextlib.suppress(Exception):
                feature = self.listed[number].parsed(config)
                if feature is not None:
                    found = _List(feature, self.root)
                    told.append({"feature": number, **_content(feature, found, config)})
        self.channel.send("parsed", features=told)

    def _parsed(self, handed, runner):
        self.unit = number = handed["unit"]
        self.channel.at = {"unit": number}
        try:
            feature = self.listed[handed["feature"]].parsed(runner.config)
        except Exception as error:
            text = "%s: %s" % (type(error).__name__, error)
            self.channel.send("unparsable", unit=number, error=shortened(text))
            return None
        if feature is None:
            self.channel.send(
                "unit", unit=number, name="", dotted="", in_file=0, whole=False, scenarios=[]
            )
            self.channel.send(
                "unit_end", unit=number, seconds=0.0, status="passed", rest={}, stopped=False
            )
            return None
        if self.junit:
            # A second piece of a feature in this process would write over the file of the first.
            own = self.junit["own"]
            piece = os.path.join(own, "piece-%d" % number)
            runner.config.junit_directory = piece if "piece" in handed else own
        found = _List(feature, self.root)
        if "piece" in handed:
            behave_pieces.keep_only(feature, handed["piece"])
        scenarios = list(feature.walk_scenarios())
        self.numbers = {id(scenario): n for n, scenario in enumerate(scenarios)}
        self.open_scenarios = dict(enumerate(scenarios))
        content = _content(feature, found, runner.config)
        if "piece" not in handed:
            content["scenarios"] = unselected.together(content["scenarios"], _MANY)
        self.channel.send(
            "unit",
            unit=number,
            name=feature.name,
            dotted=behave_settings.dotted(feature.filename, runner.config),
            in_file=len(found.ids),
            **content,
        )
        return feature

    def _end_unit(self, feature, runner, seconds):
        self.channel.end_if_strayed()
        status = feature.status.name
        failed = status not in ("passed", "skipped", "untested")
        error = self.outcomes.error_of_any([feature, *getattr(feature, "rules", [])])
        error = self.counted.taken_cleanup() or error
        stopped = bool(runner.aborted or (runner.config.stop and failed))
        self.stopped |= stopped
        self.keep_last_attempts(self.unit, error, stopped)
        self.save_journal()
        self.tell_touches(self.unit)
        self.channel.send(
            "unit_end",
            unit=self.unit,
            seconds=round(seconds, 6),
            status=status,
            rest={n: scenario.status.name for n, scenario in self.open_scenarios.items()},
            error=error,
            stopped=stopped,
            lost=self.sight.lost(),
            counts=self.counted.new_counts(),
        )
        self.channel.at = {}
        self.numbers = {}
        self.open_scenarios = {}

    # -- scenarios

    def _watch_scenarios(self):
        """Scenario.run is the one place that sees hooks, steps and clean-ups, in every version."""
        from behave.model import Scenario

        worker = self
        original = Scenario.run

        def run(scenario, runner):
            return worker.run_scenario(original, scenario, runner)

        Scenario.run = run

    def _watch_features(self):
        """What Feature.run returns is what behave counts, whatever the status of the feature is."""
        from behave.model import Feature

        worker = self
        original = Feature.run

        @functools.wraps(original)
        def run(feature, runner):
            failed = True
            try:
                failed = original(feature, runner)
                return failed
            finally:
                if feature is worker.feature:
                    worker.counted.feature_ended(failed)

        Feature.run = run

    def run_scenario(self, original, scenario, runner):
        number = self.numbers.get(id(scenario))
        if number is None:  # not of the feature in progress: a suite that runs scenarios by itself
            return original(scenario, runner)
        started = self.begin_scenario(self.unit, number)
        failed = original(scenario, runner)
        seconds = self.channel.clock() - started
        self.end_scenario(
            self.unit,
            number,
            seconds,
            failed,
            lambda: self._outcome(scenario, failed),
        )
        self.open_scenarios.pop(number, None)
        return failed

    def _outcome(self, scenario, failed):
        outcome = self.outcomes.of_scenario(scenario, failed)
        counts = self.counted.new_counts()
        if counts:
            outcome["counts"] = counts
        place = "%s:%d" % (self.shown(str(scenario.filename)), scenario.location.line)
        self.counted.scenario_ended(scenario, place)
        return outcome

    # -- what goes wrong outside of scenarios

    def watch_hook(self, name, hook):
        """Errors of before_all and after_all belong to no scenario, so they are told at once."""
        if name not in ("before_all", "after_all"):
            return self.outcomes.watch(name, hook)

        @functools.wraps(hook)
        def watched(*args, **kwargs):
            with self.telling("hook_failed", hook=name):
                try:
                    return hook(*args, **kwargs)
                except BaseException:
                    self.hook_failed = True
                    raise

        return watched


class _List:
    """All scenarios of a feature, before some of them are taken out, and what identifies each."""

    def __init__(self, feature, root):
        scenarios = list(feature.walk_scenarios())
        ids = behave_identities.of(feature, scenarios)
        self.ids = {id(scenario): each for scenario, each in zip(scenarios, ids)}
        self.told = test_lists.of(ids, os.path.join(root, feature.filename))


def _content(feature, found, config):
    return {
        "whole": behave_pieces.must_stay_whole(feature),
        "list": found.told,
        "groups": behave_pieces.groups(feature),
        "scenarios": [
            {
                "line": scenario.location.line,
                "name": scenario.name,
                "id": found.ids[id(scenario)],
                "run": bool(scenario.should_run(config)),
                "steps": len(list(scenario.all_steps)),
            }
            for scenario in feature.walk_scenarios()
        ],
    }


def _runner_fed_by(worker, base):
    """A subclass of the runner whose features come from the parent, one by one."""

    class FedRunner(base):
        def setup_paths(self):
            try:
                super().setup_paths()
            except Exception as error:
                if not self.config.paths or super().feature_locations():
                    raise Refused("%s: %s" % (type(error).__name__, error)) from error
                # Nothing to run at all: an empty list says so better than any error.
            try:
                worker.list_features(self)
            except Exception as error:
                raise Refused("%s: %s" % (type(error).__name__, error)) from error
            if worker.settings["list_only"]:
                for _ in worker.features(self):
                    pass  # asked about features, never handed any
                raise SystemExit(0)

        def feature_locations(self):
            return super().feature_locations() if worker.listed is None else []

        def load_hooks(self, *args, **kwargs):
            with worker.telling("not_loaded", what=self.config.environment_file):
                super().load_hooks(*args, **kwargs)
            for name in _HOOKS.intersection(self.hooks):
                self.hooks[name] = worker.watch_hook(name, self.hooks[name])

        def load_step_definitions(self, *args, **kwargs):
            with worker.telling("not_loaded", what=self.config.steps_dir):
                super().load_step_definitions(*args, **kwargs)
            worker.save_journal()
            worker.channel.send("loaded")

        def run_model(self, features=None):
            worker.counted.runner = self
            failed = super().run_model(worker.features(self))
            worker.aborted = bool(self.aborted)
            return failed

    FedRunner.__name__ = base.__name__
    FedRunner.__qualname__ = base.__qualname__
    FedRunner.__module__ = base.__module__
    return FedRunner


if __name__ == "__main__":
    main("behave", _BehaveWorker)
