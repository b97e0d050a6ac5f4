"""What a chunk is, whichever runner it feeds: its line to the parent, its journal, how it ends.

Started as `python -m slipcover ... -m slipcover_shard_probe.RUNNER_worker ARGUMENTS-OF-THE-RUNNER`.
"""

from slipcover_shard_probe import coverage_keys, startup
from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import contextlib, json_decode, live, os, signal, sys, traceback
from slipcover_shard_probe.channel import Channel
from slipcover_shard_probe.errors import NotLoaded, Refused, last_line, shortened
from slipcover_shard_probe.journal import Journal
from slipcover_shard_probe.sight import Sight
from slipcover_shard_probe.stacks import Stacks
from slipcover_shard_site.slipcover_shard_touches import Touches


def main(module, worker_class):
    """The process of a chunk from its start to its end; module: the runner as one would start it."""
    settings = json_decode(os.environ.pop("SLIPCOVER_SHARD_PROBE"))
    startup.die_with_parent(settings["parent"])
    os.setpgid(0, 0)
    channel = Channel(settings["events"])
    startup.restore_import_path(settings)
    coverage_keys.keep(
        startup.measure_children(),
        lambda reason: channel.is_owner and channel.send("unsaved", error=shortened(reason)),
    )
    untouched = ""
    if settings["accelerated"]:
        from slipcover_shard_probe import acceleration

        untouched = acceleration.accelerate(settings["cache"])
    try:
        startup.pose_as(module)
        channel.send("hello", untouched=untouched, **startup.versions(module))
        startup.copy_template(settings)
        code = worker_class(channel, settings).run(live("argv")[1:])
    except Refused as refusal:
        channel.send("refused", message=str(refusal))
        code = 2
    except NotLoaded as failure:
        channel.send("not_loaded", what=failure.what, error=shortened(failure))
        code = 2
    except SystemExit as leaving:
        coverage_keys.exit_code = _number(leaving.code)
        raise
    sys.exit(code)


def _number(code):
    """As Python ends with what was given to sys.exit."""
    if code is None:
        return 0
    return code & 0xFF if isinstance(code, int) else 1


class Worker:
    """Tells the parent what happens, and is told what to do."""

    def __init__(self, channel, settings):
        self.channel = channel
        self.settings = settings
        self.running = None  # number of the scenario in progress
        self.terminated = False
        self.root = os.getcwd()
        self._below = os.path.join(self.root, "")
        self.sight = Sight()
        self.stacks = Stacks(settings["scenario_timeout"])
        self.touches = None  # what other chunks might touch, too
        if settings["touches"]:
            self.touches = Touches(**settings["touches"])
            self.touches.keep()
        self.journal = None
        startup.on_sigterm(self._on_sigterm)

    def begin_journal(self):
        if self.settings["journal"]:
            self.journal = Journal(self.settings["journal"], self.sight.measuring)

    def run_to_the_end(self, run):
        """Runs the runner, which gives its exit code, and reports how that went and what it counts."""
        try:
            code = run()
        except (NotLoaded, Refused):
            raise
        except BaseException as error:
            if self.channel.is_owner and not self.terminated:
                self.channel.send(
                    "broken", scenario=self.running, error=shortened(last_line(error))
                )
            raise
        self.leave_if_terminated()
        self.channel.end_if_strayed()
        self.save_journal()
        self.tell_touches(None)
        account = self.account(code)
        failed = self.is_failure(code)
        self.channel.send(
            "done",
            failed=bool(failed),
            code=code,
            **account,
            lost=self.sight.lost(),
            measured_module=self.sight.measured_module(),
        )
        return 1 if failed else 0

    def is_failure(self, code):
        """Whether what the runner returned means that something failed."""
        return code != 0

    def account(self, code):
        """Failures as the runner counts them, and sentences on those outside of all units."""
        raise NotImplementedError

    def shown(self, path):
        """A path as the parent names it: relative where it lies below the working directory."""
        return path[len(self._below) :] if path.startswith(self._below) else path

    def ask(self):
        """What the parent wants to be done next."""
        self.leave_if_terminated()
        self.channel.send("next")
        answer = self.channel.receive()
        if answer is None:
            os.kill(os.getpid(), signal.SIGKILL)  # the parent is gone: nobody wants this any more
        return answer

    def save_journal(self):
        if self.journal:
            self.journal.write()

    def keep_last_attempts(self, unit, error, stopped):
        """What failed outside of tests, or is followed by a stop, does not run again."""
        if self.settings["takes_back"] and (error or stopped):
            self.journal.put_back(None if stopped else unit)

    def tell_touches(self, unit):
        """What was touched since it was told last, in a unit or outside of all."""
        touched = self.touches.taken() if self.touches else {}
        if touched:
            self.channel.send("touched", unit=unit, places=touched)

    # -- scenarios

    def begin_scenario(self, unit, number):
        """Gives the time at which it began."""
        self.leave_if_terminated()
        self.channel.end_if_strayed()
        if self.settings["takes_back"]:
            self.journal.write()
        self.running = number
        self.channel.at = {"unit": unit, "scenario": number}
        self.channel.send("start", unit=unit, scenario=number)
        self.stacks.scenario_begins()
        return self.channel.clock()

    def end_scenario(self, unit, number, seconds, failed, outcome):
        """outcome: gives what is to be told of how it ended, once it is sure that it did, here."""
        self.leave_if_terminated()
        # Before the limit ends: its thread has no copy in a fork, and would be waited for.
        self.channel.end_if_strayed()
        self.stacks.scenario_ends()
        if failed and self.settings["takes_back"]:
            self.journal.take_back(unit)
        self.channel.send(
            "end", unit=unit, scenario=number, seconds=round(seconds, 6), **outcome()
        )
        self.running = None
        self.channel.at = {"unit": unit}

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

    def _on_sigterm(self, number, frame):
        if not self.channel.is_owner:  # a child whose suite hands on to us what it was sent
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self.terminated = True
        self.leave_if_terminated()

    def leave_if_terminated(self):
        """SystemExit lets SlipCover save what it has; code that swallows it meets it again here."""
        if self.terminated:
            raise SystemExit(128 + signal.SIGTERM)
