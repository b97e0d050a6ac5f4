"""Copies of Python's modules, made at the start, for code of ours that runs inside the suite's tests.

A suite may replace anything: `mock.patch("os.getpid")`, `mock.patch("builtins.open")`, a fake file system or a
fake clock. Our code must neither see such a replacement nor be counted as its caller. So it uses the
copies: a function in a copy looks up names in that copy and not in the module. A copy is no
module, since libraries that fake time or files also search the modules of others for `os`, `open`
or `time`.

Also loaded at the start of every Python below a chunk: it imports only what site has loaded.
"""

import builtins as _builtins
import os as _os
import sys

_Space = type(sys.implementation)
_Function = type(lambda: None)
_spaces = {}  # id of a module's names -> its copy

builtins = dict(vars(_builtins))
"""What a module of ours has to have as `__builtins__`, above its functions."""


def bind(*modules):
    """Copies of these modules, in a list; they refer to each other, and to earlier copies."""
    made = [_Space() for _ in modules]
    for module, space in zip(modules, made):
        _spaces[id(vars(module))] = space
    for module, space in zip(modules, made):
        names = vars(space)
        names.update(vars(module))
        names["__builtins__"] = builtins
        for name, value in list(names.items()):
            if type(value) is _Function:
                names[name] = _bound_function(value)
            elif type(value) is type(sys):
                names[name] = _spaces.get(id(vars(value)), value)
    return made


def _bound_function(function):
    space = _spaces.get(id(function.__globals__))
    if space is None:
        return function
    copy = _Function(
        function.__code__,
        vars(space),
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


os, _, _, stat = bind(_os, _os.path, sys.modules["genericpath"], sys.modules["stat"])
