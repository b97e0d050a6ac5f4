"""Replaces what suites replace, and notes each call that code of slipcover-shard makes to a replacement.

A suite imports it first of all. Each function that a module has becomes a spy, as by `mock.patch`, and
stays one to the end of the process. `late.txt` then names the calls; `spied.txt` shows that there were any.
"""

import builtins
import faulthandler
import fcntl
import functools
import io
import json
import os
import pathlib
import signal
import stat
import sys
import threading
import time
import traceback
import types

_MODULES = (builtins, faulthandler, fcntl, io, json, os, os.path, signal, stat, threading, time, traceback)
_CLASSES = (json.JSONEncoder, json.JSONDecoder, pathlib.Path, pathlib.PurePath)
_KEPT = {"getattr", "next"}  # classes of contextlib and ast call these; no suite replaces them
_KEPT |= {"dir", "eval", "exec", "fork", "globals", "locals", "vars", "warn", "excepthook", "settrace", "setprofile"}
_REPEATS_SLIPCOVER = {"exec_module", "_initialize", "_python_files"}  # whose pathlib they use
_LIBRARY = os.path.dirname(os.__file__) + "/"
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType)

_append = open("late.txt", "a", buffering=1).write
_open, _frame = open, sys._getframe
_counted = []


def _is_library(path):
    inside = path.startswith(_LIBRARY) and "/site-packages/" not in path
    return inside or path.startswith("<frozen")


def _spy(name, original):
    def spy(*args, **kwargs):
        frame = _frame(1)
        while frame is not None and _is_library(frame.f_code.co_filename):
            frame = frame.f_back
        code = frame and frame.f_code
        if code and "slipcover_shard_" in code.co_filename and code.co_name not in _REPEATS_SLIPCOVER:
            _append("%s by %s in %s\n" % (name, code.co_name, code.co_filename))
        if not _counted:
            _counted.append(name)
            _open("spied.txt", "w").close()
        return original(*args, **kwargs)

    return functools.update_wrapper(spy, original)


def _replace(owner):
    for name, value in list(vars(owner).items()):
        if isinstance(value, _FUNCTIONS) and not name.startswith("__") and name not in _KEPT:
            setattr(owner, name, _spy("%s.%s" % (owner.__name__, name), value))
    if owner is builtins:
        builtins.__import__ = _spy("builtins.__import__", builtins.__import__)


for _each in _CLASSES + _MODULES:
    _replace(_each)
