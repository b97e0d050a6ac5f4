"""One chunk: behave in one process, fed with features by the parent until there are no more.

Started as `python -m slipcover ... -m slipcover_shard_probe.behave_worker ARGUMENTS-OF-BEHAVE`.
Nothing here parses features, tags or configuration: behave does, and tells.
"""

import contextlib
import functools
import json
import os
import signal
import sys
import traceback
from os import _exit  # a suite may replace it in its module

from slipcover_shard_probe import behave_pieces, behave_settings, coverage_keys, startup
from slipcover_shard_probe.behave_outcomes import Outcomes
from slipcover_shard_probe.channel import Channel
from slipcover_shard_probe.errors import Refused, last_line, shortened
from slipcover_shard_probe.journal import Journal
from slipcover_shard_probe.sight import Sight
from slipcover_shard_probe.stacks import Stacks
from slipcover_shard_site.slipcover_shard_touches import Touches

_HOOKS = {
    when + "_" + what
    for when in ("before", "after")
    for what in ("all", "feature", "rule", "scenario", "step", "tag")
}


def main():
    settings = json.loads(os.environ.pop("SLIPCOVER_SHARD_PROBE"))
    startup.die_with_parent(settings["parent"])
    os.setpgid(0, 0)
    channel = Channel(settings["events"])
    startup.restore_import_path(settings)
    coverage_keys.keep()
    untouched = ""
    if settings["accelerated"]:
        from slipcover_shard_probe import acceleration

        untouched = acceleration.accelerate(settings["cache"])
    try:
        startup.pose_as_behave()
        channel.send("hello", untouched=untouched, **startup.versions())
        startup.copy_template(settings)
        code = _Worker(channel, settings).run(sys.argv[1:])
    except Refused as refusal:
        channel.send("refused", message=str(refusal))
        code = 2
    sys.exit(code)


class _Feature:
    """A feature file as behave lists it: a path and, where the user selected some, the lines."""

    def __init__(self, path):
        self.path = path
        self.lines = []
        self.whole = False

    def locations(self):
        from behave.model_core import FileLocation

        if self.whole or not self.lines:
            return [FileLocation(self.path)]
        return [FileLocation(self.path, line) for line in self.lines]

    def parsed(self, config):
        """behave's model of it; None where there is nothing in the file."""
        from behave.runner_util import parse_features

        # One process would have parsed all of them before a step could go elsewhere.
        with coverage_keys.at_the_start():
            return next(iter(parse_features(self.locations(), language=config.lang)), None)


class _Worker:
    """Runs behave with a runner of ours and tells the parent what happens, scenario by scenario."""

    def __init__(self, channel, settings):
        self.channel = channel
        self.settings = settings
        self.listed = None  # the features, once behave has looked for them
        self.unit = None  # number of the unit in progress
        self.numbers = {}  # id of a scenario of that unit -> its number
        self.running = None  # number of the scenario in progress
        self.open_scenarios = {}  # number -> scenario, of those that have not ended
        self.outcomes = Outcomes()
        self.terminated = False
        self.root = os.getcwd()
        self.sight = Sight()
        self.stacks = Stacks(settings["scenario_timeout"])
        self.touches = None  # what other chunks might touch, too
        if settings["touches"]:
            self.touches = Touches(**settings["touches"])
            self.touches.keep()
        self.journal = None
        self.outputs = []
        self.junit = None

    def run(self, arguments):
        startup.on_sigterm(self._on_sigterm)
        config = behave_settings.read_configuration(arguments)
        self.outputs, self.junit = behave_settings.redirect_outputs(
            config, self.settings["outputs"]
        )
        if self.settings["journal"]:
            self.journal = Journal(self.settings["journal"], self.sight.measuring)
        runner_class = _runner_fed_by(self, behave_settings.runner_class(config))
        self._watch_scenarios()
        from behave.__main__ import run_behave

        try:
            return_code = run_behave(config, runner_class=runner_class)
        except Refused:
            raise
        except BaseException as error:
            if self.channel.is_owner and not self.terminated:
                self.channel.send(
                    "broken", scenario=self.running, error=shortened(last_line(error))
                )
            raise
        self._leave_if_terminated()
        self.save_journal()
        self.tell_touches(None)
        self.channel.send(
            "done",
            failed=bool(return_code),
            lost=self.sight.lost(),
            measured_module=self.sight.measured_module(),
        )
        return return_code

    # -- features

    def list_features(self, runner):
        """What the runner would run, in its order: before steps and environment are loaded."""
        config = runner.config
        listed = []
        excluded = []
        for location in runner.feature_locations():
            if config.exclude(location):
                excluded.append(self._shown(str(location)))
                continue
            if not listed or listed[-1].path != location.filename:
                listed.append(_Feature(location.filename))
            feature = listed[-1]
            if location.line:
                feature.lines.append(location.line)
            else:
                feature.whole = True
        self.listed = listed
        self.channel.send(
            "listed",
            paths=[self._shown(str(path)) for path in config.paths],
            features=[
                {"path": self._shown(each.path), "lines": [] if each.whole else each.lines}
                for each in listed
            ],
            excluded=excluded,
            outputs=self.outputs,
            junit=self.junit,
        )

    def _shown(self, path):
        """A path as the parent names it: relative where it lies below the working directory."""
        root = os.path.join(self.root, "")
        return path[len(root) :] if path.startswith(root) else path

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
            started = self.channel.clock()
            yield feature
            self._end_unit(feature, runner, self.channel.clock() - started)

    def ask(self):
        """What the parent wants to be done next."""
        self._leave_if_terminated()
        self.channel.send("next")
        answer = self.channel.receive()
        if answer is None:
            os.kill(os.getpid(), signal.SIGKILL)  # the parent is gone: nobody wants this any more
        return answer

    def tell_scenarios(self, numbers, config):
        """What is in these features, for the plan. One that does not parse says so when it runs."""
        told = []
        for number in numbers:
            with contextlib.suppress(Exception):
                feature = self.listed[number].parsed(config)
                if feature is not None:
                    told.append({"feature": number, **_content(feature, config)})
        self.channel.send("parsed", features=told)

    def _parsed(self, handed, runner):
        self.unit = number = handed["unit"]
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
        in_file = len(list(feature.walk_scenarios()))
        if "piece" in handed:
            behave_pieces.keep_only(feature, handed["piece"])
        scenarios = list(feature.walk_scenarios())
        self.numbers = {id(scenario): n for n, scenario in enumerate(scenarios)}
        self.open_scenarios = dict(enumerate(scenarios))
        self.channel.send(
            "unit",
            unit=number,
            name=feature.name,
            dotted=behave_settings.dotted(feature.filename, runner.config),
            in_file=in_file,
            **_content(feature, runner.config),
        )
        return feature

    def save_journal(self):
        if self.journal:
            self.journal.write()

    def tell_touches(self, unit):
        """What was touched since it was told last, in a unit or outside of all."""
        touched = self.touches.taken() if self.touches else {}
        if touched:
            self.channel.send("touched", unit=unit, places=touched)

    def _end_unit(self, feature, runner, seconds):
        self.save_journal()
        self.tell_touches(self.unit)
        status = feature.status.name
        failed = status not in ("passed", "skipped", "untested")
        self.channel.send(
            "unit_end",
            unit=self.unit,
            seconds=round(seconds, 6),
            status=status,
            rest={n: scenario.status.name for n, scenario in self.open_scenarios.items()},
            error=self.outcomes.error_of_any([feature, *getattr(feature, "rules", [])]),
            stopped=bool(runner.aborted or (runner.config.stop and failed)),
            lost=self.sight.lost(),
        )
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

    def run_scenario(self, original, scenario, runner):
        number = self.numbers.get(id(scenario))
        if number is None:  # not of the feature in progress: a suite that runs scenarios by itself
            return original(scenario, runner)
        self._leave_if_terminated()
        self._end_if_strayed(number)
        if self.settings["takes_back"]:
            self.journal.write()
        self.running = number
        self.channel.send("start", unit=self.unit, scenario=number)
        self.stacks.scenario_begins()
        started = self.channel.clock()
        failed = original(scenario, runner)
        seconds = self.channel.clock() - started
        self._leave_if_terminated()
        # Before the limit ends: its thread has no copy in a fork, and would be waited for.
        self._end_if_strayed(number)
        self.stacks.scenario_ends()
        self.open_scenarios.pop(number, None)
        if failed and self.settings["takes_back"]:
            self.journal.take_back()
        self.channel.send(
            "end",
            unit=self.unit,
            scenario=number,
            seconds=round(seconds, 6),
            **self.outcomes.of_scenario(scenario, failed),
        )
        self.running = None
        return failed

    # -- what goes wrong outside of scenarios

    @contextlib.contextmanager
    def telling(self, event, **values):
        """Sends what went wrong in the suite's code, unless we ended it; the error goes on."""
        try:
            yield
        except BaseException:
            if self.channel.is_owner and not self.terminated:
                error = shortened(traceback.format_exc())
                self.channel.send(event, error=error, **values)
            raise

    def watch_hook(self, name, hook):
        """Errors of before_all and after_all belong to no scenario, so they are told at once."""
        if name not in ("before_all", "after_all"):
            return self.outcomes.watch(name, hook)

        @functools.wraps(hook)
        def watched(*args, **kwargs):
            with self.telling("hook_failed", hook=name):
                return hook(*args, **kwargs)

        return watched

    def _end_if_strayed(self, number):
        """A step forked and let the child run on: the child must not run the rest a second time."""
        if not self.channel.is_owner:
            self.channel.send("strayed", unit=self.unit, scenario=number)
            _exit(1)

    def _on_sigterm(self, number, frame):
        if not self.channel.is_owner:  # a child whose suite hands on to us what it was sent
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self.terminated = True
        self._leave_if_terminated()

    def _leave_if_terminated(self):
        """SystemExit lets SlipCover save what it has; code that swallows it meets it again here."""
        if self.terminated:
            raise SystemExit(128 + signal.SIGTERM)


def _content(feature, config):
    return {
        "whole": behave_pieces.must_stay_whole(feature),
        "groups": behave_pieces.groups(feature),
        "scenarios": [
            {
                "line": scenario.location.line,
                "name": scenario.name,
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
            return super().run_model(worker.features(self))

    FedRunner.__name__ = base.__name__
    FedRunner.__qualname__ = base.__qualname__
    FedRunner.__module__ = base.__module__
    return FedRunner


if __name__ == "__main__":
    main()
