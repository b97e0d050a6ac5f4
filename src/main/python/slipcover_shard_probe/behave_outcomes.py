"""How scenarios and hooks ended, in words that are the same for every version of behave."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import functools
from slipcover_shard_probe.errors import last_line, shortened

_NOT_RUN = ("untested", "skipped", "undefined", "untested_undefined", "untested_pending")
_NO_FAILURE = ("passed", "skipped", "untested", "pending_warn")


class Outcomes:
    """Reads them off behave's model, and watches the hooks whose errors the model does not keep.

    behave 1.3 keeps no text of a failed step hook, nor of an exit in a hook, by which it ends the run.
    """

    def __init__(self):
        self._hook_text = ""

    def watch(self, name, hook):
        """The hook, with how it fails noted."""

        @functools.wraps(hook)
        def watched(*args, **kwargs):
            try:
                return hook(*args, **kwargs)
            except BaseException as error:
                self._hook_text = "%s was left by %s" % (name, last_line(error))
                raise

        return watched

    def of_scenario(self, scenario, failed):
        """Its status, how many of its steps ran, and what went wrong first."""
        steps = list(scenario.all_steps)
        outcome = {
            "status": scenario.status.name,
            "failed": bool(failed),
            "executed": sum(1 for step in steps if step.status.name not in _NOT_RUN),
        }
        bad = [step for step in steps if step.status.name not in _NO_FAILURE]
        if bad:
            step = bad[0]
            outcome["step"] = "%s %s" % (step.keyword, step.name)
            outcome["step_line"] = step.location.line
            outcome["step_status"] = step.status.name
            outcome["error"] = shortened(step.error_message or self._taken_hook_text())
        error = self.error_of(scenario)
        if error is None and failed and not bad:
            error = "a clean-up function failed"  # behave 1.2.6 has no status for it
        if error and "error" not in outcome:
            outcome["error"] = error
        self._hook_text = ""  # or the next failure would be told with this one's words
        return outcome

    def error_of(self, statement):
        """What went wrong in a feature or scenario outside of its steps; None if nothing did."""
        if getattr(statement, "hook_failed", False):
            return shortened(statement.error_message or self._taken_hook_text() or "a hook failed")
        if statement.status.name == "cleanup_error":
            return "a clean-up function failed"
        return None

    def error_of_any(self, statements):
        """The first error of a feature and its rules."""
        return next(filter(None, map(self.error_of, statements)), None)

    def _taken_hook_text(self):
        text, self._hook_text = self._hook_text, ""
        return text
