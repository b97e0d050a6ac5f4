"""behave's settings as behave itself reads them, and what of them a chunk has to change."""

import importlib
import io
import re
import sys

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import contextlib, os
from slipcover_shard_probe.errors import NotLoaded, Refused, last_line, whole
from slipcover_shard_probe.output_paths import is_stream, own_path


def read_configuration(arguments):
    """behave's configuration from its files and these arguments; refuses one that runs no tests."""
    from behave.configuration import Configuration

    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            config = Configuration(arguments)
    except SystemExit as error:  # argparse: --help, or an option it does not know
        if not error.code:
            raise Refused("the arguments of behave ask for help, so no test would run")
        complaint = (said.getvalue().strip() or "no reason given").splitlines()[-1]
        _raise_import_error(complaint)
        raise Refused("behave does not accept its arguments: %s" % complaint)
    except Exception as error:
        raise Refused("behave does not accept its configuration: %s" % last_line(error))
    finally:
        sys.stderr.write(said.getvalue())
    _refuse_idle(config)
    return config


def _raise_import_error(complaint):
    """behave says that it does not know a formatter of the user's; whether it cannot be imported, Python says."""
    named = re.search(r"(?i)format=([\w.]+):\w+", complaint)
    if named:
        try:
            importlib.import_module(named.group(1))
        except Exception as error:
            raise NotLoaded("a formatter of behave", whole(error)) from None


def _refuse_idle(config):
    """Names the option that makes behave run no test at all, while it ends with 0."""
    for option in ("version", "tags_help", "lang_list", "lang_help", "steps_catalog", "dry_run"):
        if getattr(config, option, None):
            raise Refused("behave's option %s runs no tests" % option.replace("_", "-"))
    for option in ("lang", "runner"):
        if getattr(config, option, None) == "help":
            raise Refused("behave's option %s=help runs no tests" % option)
    if "help" in (config.format or []):
        raise Refused("behave's option format=help runs no tests")


def redirect_outputs(config, own):
    """Each chunk writes the user's output files at a place of its own; the parent joins them.

    Gives the files, and the junit directory or None: each with the user's path and its own.
    """
    outputs = []
    junit = None
    formats = list(config.format or [])
    if len(formats) < len(config.outputs):
        formats += [config.default_format] * (len(config.outputs) - len(formats))
    for number, opener in enumerate(config.outputs):
        if opener.name and not is_stream(opener.name):
            place = own_path(own, number, opener.name)
            if os.path.isdir(opener.name) and formats[number] not in _formats_of_behave():
                os.makedirs(place)
            outputs.append({"format": formats[number], "path": opener.name, "own": place})
            opener.name = place
    if config.junit:
        junit = {"path": config.junit_directory, "own": os.path.join(own, "junit")}
        config.junit_directory = junit["own"]
    return outputs, junit


def _formats_of_behave():
    """Names of its own formatters, which all write one file."""
    from behave.formatter import _builtins

    return {name for name, _ in getattr(_builtins, "_BUILTIN_FORMATS", [])}


def dotted(filename, config):
    """A feature file's path as behave's JUnit files have it.

    Not asked of behave's own reporter: importing it changes how ElementTree writes XML.
    """
    below = [filename[len(path) + 1 :] for path in config.paths if filename.startswith(path)]
    shown = (below or [""])[0] or os.path.relpath(filename, getattr(config, "base_dir", None) or ".")
    return shown.rpartition(".")[0].replace("\\", "/").replace("/", ".")


def runner_class(config):
    """The class of the runner that behave would use; ours is made a subclass of it."""
    from behave.runner import Runner

    if not getattr(config, "runner", None):
        return Runner
    from behave.runner_plugin import RunnerPlugin

    name = config.runner_aliases.get(config.runner, config.runner)
    try:
        chosen = RunnerPlugin.load_class(name)
    except ImportError as error:
        raise NotLoaded("behave's runner %s" % name, whole(error))
    except Exception as error:
        raise Refused("behave's runner %s cannot be used: %s" % (name, last_line(error)))
    if not (isinstance(chosen, type) and issubclass(chosen, Runner)):
        raise Refused("behave's runner %s is no subclass of behave.runner:Runner" % name)
    return chosen
