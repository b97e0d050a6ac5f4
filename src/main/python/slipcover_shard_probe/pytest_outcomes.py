"""How a test ended, in words that are the same for every version of pytest and for its plugins."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.errors import shortened

FAILED_REPORTS = "failed reports"  # what pytest counts: of a test, its set-up, call and tear-down


class Outcome:
    """Put together from the reports of a test's set-up, call and tear-down, of its last attempt."""

    def __init__(self):
        self.failed = False
        self._status = "not reported"
        self._executed = 0
        self._error = None
        self._message = ""
        self._where = ""  # in set-up, call or tear-down
        self._again = False
        self._counted = 0

    def add(self, report):
        """Takes in the next report of the test, or of a subtest, of which only a failure is the test's."""
        if _is_of_subtest(report) and not report.failed:
            return
        if report.when == "setup" and self._again:
            self.__init__()
        if report.when == "call":
            self._executed = 1
        if report.when == "teardown" and self._status == "not reported":
            self._status = "passed"
        if report.outcome == "rerun":  # pytest-rerunfailures: this attempt does not count
            self._again = True
        elif report.failed:
            self.failed = True
            self._status = "failed"
            if self._error is None:
                self._error = report.longreprtext or report.outcome
                self._where = report.when
                self._message = message(report)
        elif not self.failed and hasattr(report, "wasxfail"):
            self._status = "xfailed" if report.skipped else "xpassed"
        elif not self.failed and report.skipped:
            self._status = "skipped"

    def count(self, failures):
        """pytest counts so many failed reports of the test: it failed even if they were changed later."""
        self._counted = failures
        if failures > 0 and not self.failed:
            self.failed = True
            self._status = "failed"
            self._where = "report"
            self._error = "pytest counts a failed report of the test, which a hook then changed"

    def break_off(self, error):
        """It was left by what ends the whole session."""
        self.failed = True
        self._status = "failed"
        self._error = self._error or error

    def told(self):
        """What the parent is told."""
        told = {"status": self._status, "failed": self.failed, "executed": self._executed}
        if self._error is not None:
            told.update(step=self._where, step_status="failed", error=shortened(self._error))
            told.update(message=shortened(self._message))
        if self._counted:
            told["counts"] = {FAILED_REPORTS: self._counted}
        return told


def _is_of_subtest(report):
    """Whether it is of a part of a test: pytest 9 and the plugin pytest-subtests have a class for these."""
    return any(each.__name__ in ("SubtestReport", "SubTestReport") for each in type(report).__mro__)


def message(report):
    """The exception in its own words, as pytest's JUnit file has it."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(report.longrepr if crash is None else crash.message)
