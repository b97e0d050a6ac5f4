"""Values of Python as texts that are equal in all processes in which the values are.

Nothing of the suite is called for that: neither `__repr__` nor any other method of its classes.
"""

from collections import OrderedDict, defaultdict, deque
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import partial
from pathlib import PurePath
from types import (
    BuiltinFunctionType,
    FunctionType,
    GetSetDescriptorType,
    MappingProxyType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from uuid import UUID

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import os
from slipcover_shard_probe.test_lists import digest

_MOST = 2000  # parts of a value that are looked at
_DEEPEST = 30
_LONGEST = 200  # texts that are kept

_SHOWN = (
    *(bool, int, float, complex, bytes, bytearray, range, slice, Decimal, Fraction, UUID),
    *(date, datetime, time, timedelta, timezone, type(None), type(Ellipsis), type(NotImplemented)),
)
_IN_ORDER = (list, tuple, deque)
_WITHOUT_ORDER = (set, frozenset)
_PATHS = (PurePath,)  # pyfakefs replaces the name itself
_MAPPINGS = (dict, OrderedDict, defaultdict, MappingProxyType)


class Unknown(Exception):
    """Nobody can say whether another process has the same value."""


class Values:
    """Texts for values, made once for each that is met again."""

    def __init__(self, root):
        self._root = os.path.join(root, "")  # not the same for all processes
        self._known = {}  # id -> the value, that the id stays its own, and its text
        self._left = 0
        self._open = set()  # ids of what is being looked at

    def without_root(self, text):
        return text.replace(self._root, "")

    def text(self, value):
        """Raises Unknown where a part of it cannot be told."""
        self._left = _MOST
        self._open.clear()
        try:
            return self._describe(value)
        except Unknown:
            raise
        except Exception as error:  # a type of an extension may do anything
            raise Unknown() from error

    def _describe(self, value):
        kind = type(value)
        if kind is str:
            return "str " + repr(self.without_root(value))
        if kind in _SHOWN:
            return _without_address(repr(value))
        known = self._known.get(id(value))
        if known is not None:
            return known[1]
        self._left -= 1
        if self._left < 0 or len(self._open) > _DEEPEST:
            raise Unknown()
        if id(value) in self._open:
            return "itself"
        self._open.add(id(value))
        try:
            inside = self._inside(value, kind)
        finally:
            self._open.discard(id(value))
        text = "%s.%s %s" % (kind.__module__, kind.__qualname__, inside)
        text = text if len(text) <= _LONGEST else digest(text)
        self._known[id(value)] = value, text
        return text

    def _inside(self, value, kind):
        if issubclass(kind, Enum):
            return object.__getattribute__(value, "_name_")
        if issubclass(kind, type):
            return "%s.%s" % (value.__module__, value.__qualname__)
        if kind is BuiltinFunctionType:
            return self._all([value.__qualname__, value.__self__])
        if kind is ModuleType:
            return value.__name__
        if kind is FunctionType:
            return self._function(value)
        if kind is MethodType:
            return self._all([value.__func__, value.__self__])
        if kind is partial:
            return self._all([value.func, value.args, value.keywords])
        if issubclass(kind, _PATHS):
            return self.without_root(_PATHS[0].__str__(value))
        if kind in _IN_ORDER:
            return self._all(value)
        if kind in _WITHOUT_ORDER:
            return "{%s}" % ",".join(sorted(map(self._describe, value)))
        if kind in _MAPPINGS:
            return self._mapping(value)
        return self._object(value, kind)

    def _all(self, parts):
        return "[%s]" % ",".join(map(self._describe, parts))

    def _mapping(self, mapping):
        return self._all(part for pair in list(mapping.items()) for part in pair)

    def _function(self, function):
        code = function.__code__
        cells = [_content(cell) for cell in function.__closure__ or ()]
        own = [function.__defaults__, function.__kwdefaults__, cells]
        where = "%s:%d %s" % (
            self.without_root(code.co_filename),
            code.co_firstlineno,
            function.__qualname__,
        )
        # Several may stand in a line.
        body = code.co_code.hex() if function.__name__ == "<lambda>" else ""
        plain = [part for part in code.co_consts if type(part) in (str, *_SHOWN)] if body else []
        return self._all([where, body, plain, own])

    def _object(self, value, kind):
        """Its attributes, and what it holds as the built-in that it is made of."""
        parts = [self._built_in(value, kind)]
        own = kind.__mro__
        for base in own:
            for name, member in sorted(vars(base).items(), key=lambda item: item[0]):
                if type(member) is MemberDescriptorType and name != "__weakref__":
                    try:
                        parts += [name, member.__get__(value, kind)]
                    except AttributeError:
                        pass  # a slot that is empty
        has_dictionary = any(
            type(vars(base).get("__dict__")) is GetSetDescriptorType for base in own
        )
        if has_dictionary:
            parts.append(dict(object.__getattribute__(value, "__dict__")))
        if len(parts) == 1 and parts[0] is None and kind is not object:
            return _shown_by_extension(value, kind)
        if kind is object:
            raise Unknown()  # nothing tells it from another one
        return self._all(parts)

    def _built_in(self, value, kind):
        for base in (*_SHOWN, str):
            if issubclass(kind, base):
                return base.__repr__(value)
        for base in (*_IN_ORDER, *_WITHOUT_ORDER):
            if issubclass(kind, base):
                parts = list(base.__iter__(value))
                return parts if base in _IN_ORDER else frozenset(parts)
        if issubclass(kind, dict):
            return [list(pair) for pair in dict.items(value)]
        return list(value.args) if issubclass(kind, BaseException) else None


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:
        return "empty"


def _shown_by_extension(value, kind):
    """Types that are not written in Python show what is in them, or where they are."""
    show = kind.__repr__
    if show is object.__repr__ or type(show) is FunctionType:
        raise Unknown()
    try:
        text = show(value)
    except Exception:
        raise Unknown() from None
    return _without_address(text)


def _without_address(text):
    if " at 0x" in text:
        raise Unknown()
    return text
