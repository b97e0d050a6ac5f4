"""Takes SlipCover's probes out of functions that have seen their code, for Pythons before 3.12.

Each time that a line runs often enough, SlipCover replaces the code of all functions that have
something to forget, and looks through all modules for them: the time grows with the square of the
modules. Here it is noted which functions have which code, and modules are looked through once, when
they are imported; all of them only at the first, second, fourth, eighth... time. A function that
comes into a module between two such times keeps its probes until then, which count nothing anew.
"""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import sys, weakref


def deinstrument_seen():
    """`Slipcover.deinstrument_seen`."""
    indexes = weakref.WeakKeyDictionary()

    def deinstrument_seen(sci):
        with sci.lock:
            newly_seen = sci._get_newly_seen()
            for file, new_set in newly_seen.items():
                for code in sci.instrumented[file]:
                    sci.deinstrument(code, new_set)
                sci.all_seen[file].update(new_set)
            if sci.replace_map:
                if sci not in indexes:
                    indexes[sci] = _FunctionsByCode()
                indexes[sci].replace(sci)

    return deinstrument_seen


class _FunctionsByCode:
    def __init__(self):
        self._functions = {}  # instrumented code -> weak references to functions that have it
        self._replaced = {}  # code -> what has taken its place
        self._times = 0
        self._searched = 0  # how many of SlipCover's modules
        self._unfinished = []  # modules whose import went on when they were searched

    def replace(self, sci):
        """Gives functions the code that replace_map has for theirs, and takes that out of the map.

        Any allocation may run code that is measured (a finalizer, a signal handler) and be back here
        before this has ended: so nothing is iterated that changes.
        """
        self._times += 1
        everything = self._times & (self._times - 1) == 0
        if everything:
            self._functions.clear()
            modules = sci.modules
        else:
            modules = self._unfinished + sci.modules[self._searched :]
        self._searched = len(sci.modules)
        visited = set()
        for module in list(modules):
            self._note(sci.find_functions(list(module.__dict__.values()), visited), sci)
        self._unfinished = [module for module in modules if _is_importing(module)]
        self._note(_functions_in_frames(sci, everything, visited), sci)

        for old in list(sci.replace_map):
            new = sci.replace_map.pop(old, None)
            if new is None:
                continue
            self._replaced[old] = new
            references = self._functions.pop(old, ())
            for reference in references:
                function = reference()
                if function is not None and function.__code__ == old:
                    function.__code__ = new
            if references:
                self._functions.setdefault(new, []).extend(references)

    def _note(self, functions, sci):
        for function in functions:
            code = function.__code__
            if code.co_filename not in sci.instrumented:
                continue
            if code in self._replaced:  # it was not found when that happened
                while code in self._replaced:
                    code = self._replaced[code]
                function.__code__ = code
            self._functions.setdefault(code, []).append(weakref.ref(function))


def _functions_in_frames(sci, with_globals, visited):
    """Those that nothing but a running function may know."""
    seen = set()
    for frame in sys._current_frames().values():
        while frame is not None:
            if with_globals and id(frame.f_globals) not in seen:
                seen.add(id(frame.f_globals))
                yield from sci.find_functions(frame.f_globals.values(), visited)
            yield from sci.find_functions(frame.f_locals.values(), visited)
            frame = frame.f_back


def _is_importing(module):
    return getattr(getattr(module, "__spec__", None), "_initializing", False)
