"""What a test is: its id, the function behind it, and the values that it is given."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.test_lists import Occurrences, digest
from slipcover_shard_probe.values import Unknown, Values


class Identities:
    """Hashes of tests. pytest numbers values that it cannot name, so an id may stand for any of a set."""

    def __init__(self, root):
        self._values = Values(root)

    def of(self, tests, names):
        """A hash for each test of a file, and whether nobody can tell what one of them is given."""
        occurrences = Occurrences()
        functions = [_function_of(test) for test in tests]
        made_of = _codes(functions)
        made = {}
        for _, code in made_of.values():
            made[code] = made.get(code, 0) + 1
        ids = []
        unknown = False
        for test, function, name in zip(tests, functions, names):
            parts = [self._values.without_root(name), str(occurrences.next(name))]
            try:
                if made[made_of[id(function)][1]] > 1:
                    parts.append(self._values.text(function))
                parts += self._parameters(test)
            except Unknown:
                unknown = True
            ids.append(digest(*parts))
        return ids, unknown

    def _parameters(self, test):
        callspec = getattr(test, "callspec", None)
        for name, value in sorted(callspec.params.items()) if callspec else ():
            yield name
            yield self._values.text(value)


def _function_of(test):
    function = getattr(test, "function", None)
    return getattr(function, "__func__", function)


def _codes(functions):
    """id of a function -> itself, id of its code: several that come out of one piece of code differ in more."""
    codes = {}
    for function in functions:
        if id(function) not in codes:
            code = _code(function)
            codes[id(function)] = function, id(function if code is None else code)
    return codes


def _code(function):
    seen = set()
    while hasattr(function, "__wrapped__"):
        if id(function) in seen:
            return None  # it wraps itself
        seen.add(id(function))
        function = function.__wrapped__
    return getattr(function, "__code__", None)
