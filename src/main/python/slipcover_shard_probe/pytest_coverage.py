"""pytest-cov, which a chunk does without: SlipCover measures, and a part of a suite cannot be judged."""

import shlex

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import os
from slipcover_shard_probe.errors import Refused


class ForeignCoverage:
    """Switches pytest-cov off, and knows what it would have done."""

    def __init__(self):
        self.is_on = False  # whether it would have measured
        self._reports = []
        self._gate = None
        self._config_file = None

    def switch_off(self, early_config):
        """Before it starts, as --no-cov does; without --cov there is nothing to do."""
        options = early_config.known_args_namespace
        if not getattr(options, "cov_source", None) or getattr(options, "no_cov", False):
            return
        self.is_on = True
        self._gate = getattr(options, "cov_fail_under", None)
        self._config_file = getattr(options, "cov_config", None) or True
        for kind, path in sorted(dict(getattr(options, "cov_report", None) or {}).items()):
            if kind and not kind.startswith("term"):
                self._reports.append("%s:%s" % (kind, path) if path else kind)
        options.no_cov = True
        options.cov_source = []

    def tell(self, config, channel):
        """What the user should know, and what one process has to be told as well."""
        if not self.is_on:
            return
        config.option.no_cov = True
        lost = "; not written: " + ", ".join(self._reports) if self._reports else ""
        channel.send(
            "remark", text="pytest-cov is switched off, SlipCover measures in its place" + lost
        )
        # With --no-cov alone, its plugin is there all the same, and fails at no_cover marks.
        known = getattr(getattr(config, "_parser", None), "optparser", None)
        resets = "--cov-reset" in getattr(known, "_option_string_actions", {})
        channel.send("switched_off", arguments=["--cov-reset"] * resets + ["--no-cov"])

    def refuse_gate(self, config):
        """With pytest-cov, its own gate is off: that must not turn a red run green."""
        if not self.is_on:
            return
        gate, origin = self._gate, "from " + _origin(config)
        if gate is None:
            gate, origin = self._gate_of_configuration()
        if gate:
            raise Refused(
                "pytest-cov is switched off in chunks, and with it its gate of %s %%: "
                "set threshold: %s (%s) or none" % (_plain(gate), _plain(gate), origin)
            )

    def _gate_of_configuration(self):
        from coverage import Coverage
        from coverage.exceptions import CoverageException

        try:
            found = Coverage(config_file=self._config_file, data_file=None)
        except CoverageException as error:
            raise Refused("the configuration of pytest-cov cannot be read: %s" % error)
        files = getattr(found.config, "config_files_read", [])
        name = os.path.basename(files[-1]) if files else "its configuration"
        return found.get_option("report:fail_under"), "fail_under of " + name


def _plain(gate):
    return "%g" % float(gate)


def _origin(config):
    """Where the option stands, the last place first, which counts."""

    def has(arguments):
        return any(str(argument).startswith("--cov-fail-under") for argument in arguments)

    if has(config.invocation_params.args):
        return "the arguments"
    if has(shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))):
        return "PYTEST_ADDOPTS"
    return "addopts" if has(config.getini("addopts")) else "--cov-fail-under"
