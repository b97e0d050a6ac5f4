"""How a test ended, in words that are the same for every version of pytest and for its plugins."""

from slipcover_shard_probe.errors import shortened


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

    def add(self, report):
        """Takes in the next report of the test."""
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
        return told


def message(report):
    """The exception in its own words, as pytest's JUnit file has it."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(report.longrepr if crash is None else crash.message)
