"""How pytest's session ended, and whether what it returns follows from what it counts."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.errors import shortened
from slipcover_shard_probe.pytest_outcomes import FAILED_REPORTS

_OK, _FAILED, _INTERRUPTED, _INTERNAL_ERROR, _NOTHING = 0, 1, 2, 3, 5  # pytest.ExitCode


class SessionEnd:
    """Collects what has a say in pytest's exit code, before and after the plugins' last hooks."""

    def __init__(self):
        self.session = None
        self.settled = None  # the exit code that follows from the tests, before plugins change it
        self.interruption = None  # what ended the session, as text
        self.broke_off = False  # whether a test ended the session
        self.left_out = False  # whether tests were left out because the session ended
        self.tests = 0  # that were run
        self._attributed = 0  # failed reports of these

    def unattributed(self):
        """Failed reports that pytest counts and that are not attributed to a test."""
        return self.session.testsfailed - self._attributed

    def attribute(self, before):
        """A test has ended: gives how many of its reports failed; before: unattributed ones by then."""
        failures = self.unattributed() - before
        self._attributed += failures
        self.tests += 1
        return failures

    def settle(self):
        """The plugins have not had their last word yet."""
        self.settled = self.number(self.session.exitstatus)

    @staticmethod
    def number(code):
        """An exit code as a number; a plugin may set anything."""
        try:
            return int(code)
        except (TypeError, ValueError):
            return _FAILED

    def is_failure(self, code):
        """A chunk without tests is none: the parent knows whether all chunks are."""
        return code != _OK and not (code == _NOTHING and self._fits(code))

    def counts(self, files):
        """Failed reports; those of folders have a sentence each, and are not in it."""
        return {FAILED_REPORTS: self.session.testsfailed - len(files.outside)}

    def causes(self, code, files):
        """A sentence for each reason to return a failure that no test or test file stands for."""
        causes = ["pytest could not collect %s" % shortened(text) for text in files.outside]
        if code == _OK:
            return causes
        explained = self.broke_off or self.left_out or self._stopped_at_files(files)
        if self.interruption and not (explained or files.outside):
            causes.append("pytest was ended outside of any test by %s" % self.interruption)
        elif self.session.shouldfail and not (explained or self._reached_maxfail()):
            causes.append("pytest was told to fail: %s" % self.session.shouldfail)
        elif not self._fits(self.settled) and not explained and not causes:
            causes.append("pytest ended with exit code %s, for which no test is a reason" % self.settled)
        if code not in (_OK, self.settled):
            causes.append(
                "a plugin or conftest.py changed pytest's exit code from %s to %s"
                % (self.settled, code)
            )
        return causes

    def _fits(self, code):
        """Whether pytest returns that for what it counts."""
        if code == _FAILED:
            return self.session.testsfailed > 0
        if code == _NOTHING:
            return self.tests == 0
        return code == _OK

    def _reached_maxfail(self):
        maxfail = self.session.config.getoption("maxfail", 0)
        return maxfail and self.session.testsfailed >= maxfail

    def _stopped_at_files(self, files):
        return any(files.errors) and stops_at_collection_errors(self.session)


def stops_at_collection_errors(session):
    """Whether pytest runs nothing where a file could not be collected."""
    return not session.config.option.continue_on_collection_errors
