"""Everything of the standard library that the probe uses while the suite runs, bound at the start.

See slipcover_shard_bound for the reason. `late_lookups.py` among the tests checks that the probe
takes nothing from the modules themselves.
"""

import ast as _ast
import bisect as _bisect
import contextlib as _contextlib
import dis as _dis
import faulthandler as _faulthandler
import fcntl as _fcntl
import fnmatch as _fnmatch
import functools as _functools
import hashlib as _hashlib
import itertools as _itertools
import json as _json
import marshal as _marshal
import posix as _posix
import signal as _signal
import sys as _sys
import threading as _threading
import time as _time
import traceback as _traceback
import types as _types
import warnings as _warnings
import weakref as _weakref
from importlib import machinery as _machinery
from json import encoder as _encoder

from slipcover_shard_site.slipcover_shard_bound import bind, os, stat  # noqa: F401
from slipcover_shard_site.slipcover_shard_bound import builtins as __builtins__

builtins = __builtins__

(
    ast,
    bisect,
    contextlib,
    dis,
    faulthandler,
    fcntl,
    fnmatch,
    functools,
    hashlib,
    itertools,
    machinery,
    marshal,
    signal,
    sys,
    threading,
    time,
    traceback,
    types,
    weakref,
    *_monitoring,
) = bind(
    _ast,
    _bisect,
    _contextlib,
    _dis,
    _faulthandler,
    _fcntl,
    _fnmatch,
    _functools,
    _hashlib,
    _itertools,
    _machinery,
    _marshal,
    _signal,
    _sys,
    _threading,
    _time,
    _traceback,
    _types,
    _weakref,
    *((_sys.monitoring,) if hasattr(_sys, "monitoring") else ()),
)
if _monitoring:
    sys.monitoring = _monitoring[0]


_exit = _posix._exit
"""Ends the process at once, without the work that SlipCover adds to `os._exit`."""


def live(name):
    """What `sys` has by that name now, such as its `path`, which a suite may rightly replace."""
    return getattr(_sys, name, None)


def warning_filters():
    """The filters for warnings as they are now."""
    return _warnings.filters


def _json_encode():
    if _encoder.c_make_encoder is None:
        return _json.JSONEncoder(separators=(",", ":")).encode
    plain = _json.JSONEncoder(separators=(",", ":"))
    chunks = _encoder.c_make_encoder(
        None, plain.default, _encoder.encode_basestring_ascii, None, ":", ",", False, False, True
    )
    return lambda value: "".join(chunks(value, 0))


def _json_decode():
    scan = _json.JSONDecoder().scan_once

    def decode(text):
        try:
            return scan(text, 0)[0]
        except StopIteration:
            raise ValueError("no JSON: %.60r" % text) from None

    return decode


json_encode = _json_encode()
"""The JSON text of a value; written in C, so that no patch in the module json changes it."""

json_decode = _json_decode()
"""The value of a JSON text without blanks around it."""
