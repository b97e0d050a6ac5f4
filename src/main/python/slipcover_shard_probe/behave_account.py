"""What behave counts as failed in a run, and what went wrong outside of all features."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import functools

from slipcover_shard_probe.errors import last_line

_GOOD = ("passed", "skipped")
_FAILED_FEATURES = "failed features"
_HOOK_FAILURES = "hook failures"
_UNDEFINED_STEPS = "undefined steps"


class Account:
    """Kept for a whole run, and asked for what is new in it at the end of each scenario and feature."""

    def __init__(self, runner=None):
        self.runner = runner
        self._failed_features = 0
        self._attributed = {}  # kind -> what was told with a scenario or feature
        self._cleanups = []  # errors of clean-up functions that belong to no scenario
        self._ended = {}  # id of a scenario -> the scenario, where it stands, how it ended last

    # -- while features run

    def watch_cleanups(self, is_in_scenario):
        """behave 1.2.6 knows nothing of a clean-up that fails at the end of a feature or of the run."""
        from behave.runner import Context

        account = self
        original = Context._do_cleanups

        @functools.wraps(original)
        def watched(context, *args, **kwargs):
            try:
                return original(context, *args, **kwargs)
            except Exception as error:
                if not is_in_scenario():
                    account._cleanups.append(last_line(error))
                raise

        Context._do_cleanups = watched

    def feature_ended(self, failed):
        """behave has run a feature, and takes it for failed, or not."""
        self._failed_features += bool(failed)

    def scenario_ended(self, scenario, location):
        """A scenario has ended, maybe not for the first time."""
        self._ended[id(scenario)] = scenario, location, scenario.status.name

    def new_counts(self):
        """What behave has counted since the last call."""
        new = {}
        for kind, count in self._counts().items():
            more = count - self._attributed.get(kind, 0)
            if more > 0:
                new[kind] = more
                self._attributed[kind] = count
        return new

    def taken_cleanup(self):
        """The error of a clean-up since the last call, in words; None if there was none."""
        errors, self._cleanups = self._cleanups, []
        return "a clean-up function failed: %s" % errors[0] if errors else None

    # -- at the end

    def counts(self):
        """All that behave counts."""
        return {kind: count for kind, count in self._counts().items() if count}

    def _counts(self):
        return {
            _FAILED_FEATURES: self._failed_features,
            _HOOK_FAILURES: getattr(self.runner, "hook_failures", 0),
            _UNDEFINED_STEPS: len(getattr(self.runner, "undefined_steps", ())),
        }

    def causes(self):
        """A sentence for each failure that no feature stands for."""
        causes = [
            "a clean-up function that is not of a feature or scenario failed: %s" % error
            for error in self._cleanups
        ]
        for scenario, location, told in self._ended.values():
            status = scenario.status.name
            if told in _GOOD and status not in _GOOD:
                causes.append(
                    "%s ended as %s, but is %s at the end of the run" % (location, told, status)
                )
        return causes
