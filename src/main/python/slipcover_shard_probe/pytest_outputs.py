"""Files and folders that options of pytest and its plugins name: each chunk writes its own.

The parent brings them to where the user wants them. An option of a plugin that is not known here is
an output if its name or its help says so; what may be an input stays as it is.
"""

import io
import re

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import os
from slipcover_shard_probe.output_paths import is_stream, own_path

# The names that known options have in config.option, and what writes the file or folder.
_KNOWN = {
    "xmlpath": "junitxml",
    "log_file": "log",
    "htmlpath": "pytest-html",
    "json_report_file": "pytest-json-report",
    "allure_report_dir": "allure",
    "report_log": "pytest-reportlog",
    "md_report_output": "pytest-md-report",
    "csv_path": "pytest-csv",
    "nunit_xmlpath": "pytest-nunit",
}

# Plugins that write to the default of an option; by option, whether they do.
_BY_DEFAULT = {
    "json_report_file": lambda config: getattr(config.option, "json_report", None),
    "output": lambda config: config.pluginmanager.hasplugin("playwright"),
}

# Options with another answer: each chunk's own basetemp, pytest-cov switched off.
_OTHERS = re.compile(r"basetemp|cov_.*|rootdir|confcutdir|inifilename|file_or_dir")

_OUTPUT = re.compile(
    r"(^|_)(report|reports|reportfile|reportpath|reportdir|out|output|outputs|outfile|outdir|log|logs|"
    r"logfile|logdir|result|results|resultlog|export|junit|junitxml|html|htmlpath|xml|xmlpath|csv|"
    r"csvpath|json|jsonpath|jsonl|md|markdown|tap|trace|tracing|dump|artifacts|screenshot|screenshots|"
    r"video|videos|excel|excelreport|pdf|nunit|ctrf|summary|record)($|_)"
)
_INPUT = re.compile(
    r"(^|_)(config|cfg|conf|ini|settings|template|templates|css|env|input|inputs|in|from|source|src|"
    r"baseline|expected|compare|against|schema|load|read|fixture|fixtures|data|dataset|title|name|"
    r"level|format|url|host|plan|db|database|seed|pattern|filter|include|exclude|select|only)($|_)"
)
_WRITES = re.compile(r"\b(writ|creat|generat|sav|stor|export|dump|produc|output)\w*", re.IGNORECASE)
_PLACE = re.compile(r"(file|path|dir|directory|folder)s?($|\b)", re.IGNORECASE)
_PATH = re.compile(r"/|\.[A-Za-z][A-Za-z0-9]{0,5}$")


def redirect(config, own):
    """Each chunk writes its outputs at paths of its own, below the folder own.

    Gives them, each with the user's path and the chunk's.
    """
    outputs = []
    for option, format in _outputs(config):
        value = _value(config, option)
        path = value.name if isinstance(value, io.IOBase) else os.fspath(value)
        target = own_path(own, len(outputs), path)
        if isinstance(value, io.IOBase):
            value.close()  # empty still: it was opened when the arguments were read
            setattr(config.option, option, open(target, value.mode))
        else:
            if option not in _KNOWN and os.path.isdir(path):
                os.makedirs(target)
            setattr(config.option, option, target if isinstance(value, str) else type(value)(target))
        clears = option == "allure_report_dir" and bool(getattr(config.option, "clean_alluredir", 0))
        outputs.append({"format": format, "path": path, "own": target, "clears": clears})
    return outputs


def give_own_basetemp(config, process):
    """Chunks would empty each other's; gives what the user should know."""
    base = getattr(config.option, "basetemp", None)
    if not base:
        return None
    os.makedirs(base, exist_ok=True)
    config.option.basetemp = os.path.join(base, "chunk-%d" % process)
    return "basetemp %s: each chunk has its own folder in it, chunk-<n>" % base


def _outputs(config):
    actions = _actions(config)
    for option, format in _KNOWN.items():
        by_default = _BY_DEFAULT.get(option, lambda _: True)
        if _names_output(_value(config, option)) and by_default(config):
            yield option, format
    for option, action in actions.items():
        value = getattr(config.option, option, None)
        if option in _KNOWN or _OTHERS.fullmatch(option) or not _names_output(value):
            continue
        if option in _BY_DEFAULT:
            is_output = _BY_DEFAULT[option](config)
        else:
            is_output = value != action.default and _is_output(action, value)
        if is_output:
            yield option, action.option_strings[-1]


def _value(config, option):
    value = getattr(config.option, option, None)
    if not value and option == "log_file" and hasattr(config.option, option):
        value = config.getini(option)
    return value


def _actions(config):
    """argparse's actions, by their names in config.option."""
    parser = getattr(getattr(config, "_parser", None), "optparser", None)
    actions = getattr(parser, "_actions", [])
    return {action.dest: action for action in actions if action.option_strings}


def _names_output(value):
    if isinstance(value, io.IOBase):
        name = getattr(value, "name", None)
        return isinstance(name, str) and not value.closed and value.writable() and not is_stream(name)
    if not isinstance(value, str) and not hasattr(type(value), "__fspath__"):
        return False
    path = os.fspath(value)
    return isinstance(path, str) and path not in ("", "-") and not is_stream(path)


def _is_output(action, value):
    """An input exists before the run. An output may exist, too, where an earlier run left it."""
    if isinstance(value, io.IOBase):
        return True
    path = os.fspath(value)
    names = [action.dest, *(name.lstrip("-").replace("-", "_") for name in action.option_strings)]
    about = "%s %s" % (action.help or "", action.metavar or "")
    is_path = _PATH.search(path) or any(map(_PLACE.search, [*names, about]))
    if not is_path or "://" in path or "\n" in path or any(map(_INPUT.search, names)):
        return False
    writes = bool(_WRITES.search(about))
    named = any(map(_OUTPUT.search, names))
    return (writes and named) or ((writes or named) and not os.path.exists(path))
