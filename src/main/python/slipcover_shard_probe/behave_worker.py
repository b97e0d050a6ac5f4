"""One chunk: behave in one process, fed with features by the parent until there are no more.

Started as `python -m slipcover ... -m slipcover_shard_probe.behave_worker ARGUMENTS-OF-BEHAVE`.
Nothing here parses features, tags or configuration: behave does, and tells.
"""

import contextlib
import functools
import importlib.util
import io
import json
import os
import signal
import sys
import time
import traceback

from slipcover_shard_probe import coverage_keys
from slipcover_shard_probe.channel import Channel
from slipcover_shard_probe.watch import WrittenFiles, measuring

LONGEST_TEXT = 16_000  # characters of an error that travel to the parent; the log has all of it
_PR_SET_PDEATHSIG = 1
_HOOKS = {
    when + "_" + what
    for when in ("before", "after")
    for what in ("all", "feature", "rule", "scenario", "step", "tag")
}


class Refused(Exception):
    """These settings run no tests, or not ones that can be watched."""


def main():
    settings = json.loads(os.environ.pop("SLIPCOVER_SHARD_PROBE"))
    _die_with_parent(settings["parent"])
    os.setpgid(0, 0)
    channel = Channel()
    _restore_import_path(settings)
    coverage_keys.keep()
    try:
        _pose_as_behave()
        channel.send("hello", **_versions())
        _copy_template(settings)
        code = _Worker(channel, settings).run(sys.argv[1:])
    except Refused as refusal:
        channel.send("refused", message=str(refusal))
        code = 2
    sys.exit(code)


def _die_with_parent(parent):
    try:
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (ImportError, OSError, AttributeError):
        return  # not Linux, or a Python without ctypes: the guard process is there as well
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _restore_import_path(settings):
    """The suite is to see the import path that it would have without us."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path[:] = [entry for entry in sys.path if entry != here]
    if settings["python_path"] is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = settings["python_path"]


def _pose_as_behave():
    """Makes `__main__` what it is under `python -m behave`; multiprocessing imports it by that name."""
    try:
        spec = importlib.util.find_spec("behave.__main__")
    except ImportError:
        spec = None
    if spec is None:
        raise Refused("behave cannot be imported")
    module = sys.modules["__main__"]
    module.__spec__ = spec
    module.__file__ = spec.origin
    sys.argv[0] = spec.origin


def _versions():
    import behave
    import slipcover

    return {
        "python": "%d.%d.%d" % sys.version_info[:3],
        "slipcover": getattr(slipcover, "__version__", None) or slipcover.VERSION,
        "runner": behave.__version__,
    }


def _copy_template(settings):
    """SQLite's own backup: a plain copy would lose what is still in a write-ahead log."""
    template = settings["template"]
    if template is None:
        return
    try:
        import sqlite3
    except ImportError:
        raise Refused("this Python has no sqlite3 module, which copies the template database")
    try:
        source = sqlite3.connect("file:%s?mode=ro" % _uri_path(template["from"]), uri=True)
        target = sqlite3.connect(template["to"])
        try:
            source.backup(target)
        finally:
            target.close()
            source.close()
    except sqlite3.Error as error:
        raise Refused("template database %s cannot be copied: %s" % (template["from"], error))


def _uri_path(path):
    from urllib.parse import quote

    return quote(os.path.abspath(path))


def _shortened(text):
    text = str(text)
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT] + "\n... (%d characters more)" % (len(text) - LONGEST_TEXT)


class _Unit:
    """A feature file as the parent plans it: a path and, where only parts of it run, the lines."""

    def __init__(self, path):
        self.path = path
        self.lines = []
        self.whole = False

    def locations(self):
        from behave.model_core import FileLocation

        if self.whole or not self.lines:
            return [FileLocation(self.path)]
        return [FileLocation(self.path, line) for line in self.lines]


class _Worker:
    """Runs behave with a runner of ours and tells the parent what happens, scenario by scenario."""

    def __init__(self, channel, settings):
        self.channel = channel
        self.settings = settings
        self.units = []
        self.listed = False
        self.unit = None  # number of the unit in progress
        self.numbers = {}  # id of a scenario of that unit -> its number
        self.running = None  # number of the scenario in progress
        self.open_scenarios = {}  # number -> scenario, of those that have not ended
        self.hook_text = ""  # how a hook failed, where behave keeps no text of it
        self.terminated = False
        self.root = os.getcwd()
        self.written = WrittenFiles(self.root, settings["ignored"])
        self.outputs = []
        self.junit = None

    def run(self, arguments):
        signal.signal(signal.SIGTERM, self._on_sigterm)
        config = self._configuration(arguments)
        self._refuse_idle(config)
        self._redirect_outputs(config)
        self._watch_scenarios()
        from behave.__main__ import run_behave

        try:
            return_code = run_behave(config, runner_class=self._runner_class(config))
        except Refused:
            raise
        except BaseException as error:
            if self.channel.is_owner:
                self.channel.send(
                    "broken", scenario=self.running, error=_shortened(_last_line(error))
                )
            raise
        self.channel.send("done", failed=bool(return_code), **measuring())
        return return_code

    # -- settings

    def _configuration(self, arguments):
        from behave.configuration import Configuration

        said = io.StringIO()
        try:
            with contextlib.redirect_stderr(said):
                return Configuration(arguments)
        except SystemExit as error:  # argparse: --help, or an option it does not know
            if not error.code:
                raise Refused("the arguments of behave ask for help, so no test would run")
            complaint = (said.getvalue().strip() or "no reason given").splitlines()[-1]
            raise Refused("behave does not accept its arguments: %s" % complaint)
        except Exception as error:
            raise Refused("behave does not accept its configuration: %s" % _last_line(error))
        finally:
            sys.stderr.write(said.getvalue())

    def _refuse_idle(self, config):
        """Names the option that makes behave run no test at all, while it ends with 0."""
        for option in ("version", "tags_help", "lang_list", "lang_help", "steps_catalog", "dry_run"):
            if getattr(config, option, None):
                raise Refused("behave's option %s runs no tests" % option.replace("_", "-"))
        for option in ("lang", "runner"):
            if getattr(config, option, None) == "help":
                raise Refused("behave's option %s=help runs no tests" % option)
        if "help" in (config.format or []):
            raise Refused("behave's option format=help runs no tests")

    def _redirect_outputs(self, config):
        """Each chunk writes the user's output files at a place of its own; the parent joins them."""
        own = self.settings["outputs"]
        formats = list(config.format or [])
        if len(formats) < len(config.outputs):
            formats += [config.default_format] * (len(config.outputs) - len(formats))
        for number, opener in enumerate(config.outputs):
            if opener.name:
                place = os.path.join(own, "%d-%s" % (number, os.path.basename(opener.name)))
                self.outputs.append({"format": formats[number], "path": opener.name, "own": place})
                opener.name = place
        if config.junit:
            self.junit = {"path": config.junit_directory, "own": os.path.join(own, "junit")}
            config.junit_directory = self.junit["own"]

    # -- the runner

    def _runner_class(self, config):
        from behave.runner import Runner

        base = Runner
        if getattr(config, "runner", None):
            from behave.runner_plugin import RunnerPlugin

            name = config.runner_aliases.get(config.runner, config.runner)
            try:
                base = RunnerPlugin.load_class(name)
            except Exception as error:
                raise Refused("behave's runner %s cannot be used: %s" % (name, _last_line(error)))
            if not (isinstance(base, type) and issubclass(base, Runner)):
                raise Refused("behave's runner %s is no subclass of behave.runner:Runner" % name)
        return _runner_fed_by(self, base)

    def list_units(self, runner):
        """What the runner would run, in its order: before steps and environment are loaded."""
        config = runner.config
        excluded = []
        for location in runner.feature_locations():
            if config.exclude(location):
                excluded.append(self._shown(str(location)))
                continue
            if not self.units or self.units[-1].path != location.filename:
                self.units.append(_Unit(location.filename))
            unit = self.units[-1]
            if location.line:
                unit.lines.append(location.line)
            else:
                unit.whole = True
        self.listed = True
        self.channel.send(
            "listed",
            paths=[self._shown(str(path)) for path in config.paths],
            units=[
                {"path": self._shown(unit.path), "lines": [] if unit.whole else unit.lines}
                for unit in self.units
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
        if runner.aborted:
            return
        while True:
            answer = self._ask()
            if "unit" not in answer:
                return
            feature = self._parsed(answer["unit"], runner)
            if feature is None:
                continue
            started = time.perf_counter()
            yield feature
            self._end_unit(feature, runner, time.perf_counter() - started)

    def _ask(self):
        self._leave_if_terminated()
        self.channel.send("next")
        answer = self.channel.receive()
        if answer is None:
            os.kill(os.getpid(), signal.SIGKILL)  # the parent is gone: nobody wants this any more
        return answer

    def _parsed(self, number, runner):
        from behave.runner_util import parse_features

        self.unit = number
        unit = self.units[number]
        try:
            features = parse_features(unit.locations(), language=runner.config.lang)
        except Exception as error:
            text = "%s: %s" % (type(error).__name__, error)
            self.channel.send("unparsable", unit=number, error=_shortened(text))
            return None
        if not features:
            self.channel.send("unit", unit=number, name="", scenarios=[])
            self.channel.send(
                "unit_end", unit=number, seconds=0.0, status="passed", rest={}, stopped=False, wrote=[]
            )
            return None
        feature = features[0]
        scenarios = list(feature.walk_scenarios())
        self.numbers = {id(scenario): n for n, scenario in enumerate(scenarios)}
        self.open_scenarios = dict(enumerate(scenarios))
        self.channel.send(
            "unit",
            unit=number,
            name=feature.name,
            scenarios=[
                {
                    "line": scenario.location.line,
                    "name": scenario.name,
                    "run": bool(scenario.should_run(runner.config)),
                    "steps": len(list(scenario.all_steps)),
                }
                for scenario in scenarios
            ],
        )
        return feature

    def _end_unit(self, feature, runner, seconds):
        status = feature.status.name
        failed = status not in ("passed", "skipped", "untested")
        self.channel.send(
            "unit_end",
            unit=self.unit,
            seconds=round(seconds, 6),
            status=status,
            rest={n: scenario.status.name for n, scenario in self.open_scenarios.items()},
            error=self._hook_error(feature),
            stopped=bool(runner.aborted or (runner.config.stop and failed)),
            wrote=self.written.taken(),
        )
        self.numbers = {}
        self.open_scenarios = {}

    def _hook_error(self, statement):
        if getattr(statement, "hook_failed", False):
            return _shortened(statement.error_message or self._hook_text() or "a hook failed")
        if statement.status.name == "cleanup_error":
            return "a clean-up function failed"
        return None

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
        self.running = number
        self.channel.send("start", unit=self.unit, scenario=number)
        started = time.perf_counter()
        failed = original(scenario, runner)
        seconds = time.perf_counter() - started
        self._leave_if_terminated()
        self._end_if_strayed(number)
        self.open_scenarios.pop(number, None)
        self.channel.send("end", **self._outcome(number, scenario, failed, seconds))
        self.running = None
        self.hook_text = ""  # or the next failure would be told with this one's words
        return failed

    def _outcome(self, number, scenario, failed, seconds):
        steps = list(scenario.all_steps)
        idle = ("untested", "skipped", "undefined", "untested_undefined", "untested_pending")
        outcome = {
            "unit": self.unit,
            "scenario": number,
            "status": scenario.status.name,
            "failed": bool(failed),
            "seconds": round(seconds, 6),
            "executed": sum(1 for step in steps if step.status.name not in idle),
        }
        fine = ("passed", "skipped", "untested", "pending_warn")
        bad = [step for step in steps if step.status.name not in fine]
        if bad:
            step = bad[0]
            outcome["step"] = "%s %s" % (step.keyword, step.name)
            outcome["step_line"] = step.location.line
            outcome["step_status"] = step.status.name
            outcome["error"] = _shortened(step.error_message or self._hook_text())
        error = self._hook_error(scenario)
        if error is None and failed and not bad:
            error = "a clean-up function failed"  # behave 1.2.6 has no status for it
        if error and "error" not in outcome:
            outcome["error"] = error
        return outcome

    def _hook_text(self):
        text, self.hook_text = self.hook_text, ""
        return text

    # -- ends that are none

    def _end_if_strayed(self, number):
        """A step forked and let the child run on: the child must not run the rest a second time."""
        if not self.channel.is_owner:
            self.channel.send("strayed", unit=self.unit, scenario=number)
            os._exit(1)

    def _on_sigterm(self, number, frame):
        if not self.channel.is_owner:  # a forked child is not ours to save
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self.terminated = True
        self._leave_if_terminated()

    def _leave_if_terminated(self):
        """SystemExit lets SlipCover save what it has; code that swallows it meets it again here."""
        if self.terminated:
            raise SystemExit(128 + signal.SIGTERM)


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
                worker.list_units(self)
            except Exception as error:
                raise Refused("%s: %s" % (type(error).__name__, error)) from error
            if worker.settings["list_only"]:
                raise SystemExit(0)

        def feature_locations(self):
            return [] if worker.listed else super().feature_locations()

        def load_hooks(self, *args, **kwargs):
            with _telling(worker, self.config.environment_file):
                super().load_hooks(*args, **kwargs)
            for name in _HOOKS.intersection(self.hooks):
                watched = _watched_hook if name.endswith("_all") else _noted_hook
                self.hooks[name] = watched(worker, name, self.hooks[name])

        def load_step_definitions(self, *args, **kwargs):
            with _telling(worker, self.config.steps_dir):
                super().load_step_definitions(*args, **kwargs)
            worker.channel.send("loaded")

        def run_model(self, features=None):
            return super().run_model(worker.features(self))

    FedRunner.__name__ = base.__name__
    FedRunner.__qualname__ = base.__qualname__
    FedRunner.__module__ = base.__module__
    return FedRunner


@contextlib.contextmanager
def _telling(worker, what):
    """Sends what went wrong while a part of the suite was loaded; the error goes on."""
    try:
        yield
    except BaseException:
        if worker.channel.is_owner and not worker.terminated:
            text = _shortened(traceback.format_exc())
            worker.channel.send("not_loaded", what=what, error=text)
        raise


def _watched_hook(worker, name, hook):
    """before_all and after_all belong to no scenario: their errors are told apart here."""
    @functools.wraps(hook)
    def watched(*args, **kwargs):
        try:
            return hook(*args, **kwargs)
        except BaseException:
            if worker.channel.is_owner and not worker.terminated:
                text = _shortened(traceback.format_exc())
                worker.channel.send("hook_failed", hook=name, error=text)
            raise

    return watched


def _noted_hook(worker, name, hook):
    """behave 1.3 keeps no text of a failed step hook, nor of an exit in a hook, by which it ends the run."""
    @functools.wraps(hook)
    def noted(*args, **kwargs):
        try:
            return hook(*args, **kwargs)
        except BaseException as error:
            worker.hook_text = "%s was left by %s" % (name, _last_line(error))
            raise

    return noted


def _last_line(error):
    return "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1]


if __name__ == "__main__":
    main()
