"""Finds the functions of modules and classes, for Pythons before 3.12.

There SlipCover takes its probes out of code that they have seen, again and again, and looks through
all modules each time for the functions that have the code. Nearly all of what it looks at is plain:
what is not goes to SlipCover's own search, item by item.
"""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import types

# Neither functions nor classes, nor do they claim to be by a `__class__` of their own.
_OTHERS = frozenset(
    (
        *(bool, int, float, complex, str, bytes, tuple, list, dict, set, frozenset, type(None)),
        *(types.ModuleType, types.BuiltinFunctionType, types.CodeType, types.FrameType),
        *(types.WrapperDescriptorType, types.MethodDescriptorType, types.ClassMethodDescriptorType),
        *(types.GetSetDescriptorType, types.MemberDescriptorType, types.MappingProxyType),
        *(types.MethodType, property),
    )
)


def function_search(original):
    """`Slipcover.find_functions`: the same functions, though not always in the same order."""

    def find_functions(items, visited):
        found = []

        def search(value):
            kind = type(value)
            if kind is types.FunctionType:
                if value not in visited:
                    visited.add(value)
                    found.append(value)
            elif kind in _OTHERS:
                pass
            elif kind is type and _is_plain(value):
                if value not in visited:
                    visited.add(value)
                    search_class(value)
            elif kind is staticmethod or kind is classmethod:
                if type(value.__func__) is types.FunctionType:
                    search(value.__func__)
                else:
                    found.extend(original((value,), visited))
            else:
                found.extend(original((value,), visited))

        def search_class(cls):
            """What it defines and inherits, except from classes that have had their turn."""
            nearer = []
            for base in cls.__mro__:
                if base is object or (base is not cls and base in visited):
                    continue
                names = dict(base.__dict__)
                for name, value in names.items():
                    if type(value) not in _OTHERS and not any(name in other for other in nearer):
                        search(value)
                nearer.append(names)

        for item in items:
            search(item)
        return found

    return find_functions


def _is_plain(cls):
    """Whether no metaclass has a say in what it contains or whom it equals."""
    return all(type(base) is type for base in cls.__mro__)
