"""Notes what the process does beside testing: which files it writes, and whether SlipCover still sees."""

import os
import sys

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class WrittenFiles:
    """Collects, through Python's audit events, which files are opened for writing.

    What C code opens by itself (SQLite, for one) is not seen.
    """

    def __init__(self, root, ignored):
        self._root = os.path.join(os.path.realpath(root), "")
        self._ignored = tuple(os.path.join(os.path.realpath(folder), "") for folder in ignored)
        self._known = set()
        self._new = []
        note = self._note

        def audit(event, arguments):
            """A plain function: Python asks a bound method for an attribute at every event, which
            takes five times as long, and SlipCover alone causes a hundred thousand in some seconds."""
            if event == "open":
                note(*arguments)

        sys.addaudithook(audit)

    def _note(self, path, mode, flags):
        if not isinstance(path, (str, bytes)):
            return
        if isinstance(mode, str):
            if not any(letter in mode for letter in "wax+"):
                return
        elif not flags & _WRITING:
            return
        path = os.fsdecode(path)
        if not os.path.isabs(path):
            try:
                path = os.path.join(os.getcwd(), path)
            except OSError:
                return  # the directory is gone, and whatever is opened there with it
        if path in self._known or path.endswith(".pyc") or ".pyc." in path:
            return
        self._known.add(path)
        if path.startswith(self._root) and not path.startswith(self._ignored):
            self._new.append(os.path.relpath(path, self._root))

    def taken(self):
        """The files seen since the last call, relative to the working directory."""
        new, self._new = self._new, []
        return sorted(set(new))


def measuring_instance():
    """The Slipcover object that measures this process, or None once its import hook is gone."""
    finders = _finders()
    return finders[0].sci if finders else None


def _finders():
    return [f for f in sys.meta_path if type(f).__name__ == "SlipcoverMetaPathFinder"]


def _is_told_of_lines(measuring):
    """Whether Python (3.12 and later) still calls SlipCover, once there is something to be called for."""
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is None or not measuring.code_lines:
        return True
    if monitoring.get_tool(monitoring.COVERAGE_ID) != "SlipCover":
        return False
    place = monitoring.COVERAGE_ID, monitoring.events.LINE
    callback = monitoring.register_callback(*place, None)  # the only way to ask for it
    monitoring.register_callback(*place, callback)
    return callback is not None


def measuring():
    """Whether SlipCover's hooks are still in place, and one module that it has to measure."""
    finders = _finders()
    if not finders or not _is_told_of_lines(finders[0].sci):
        return {"hooked": False, "measured_module": None}
    matcher = finders[0].file_matcher
    for name, module in sorted(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if not isinstance(path, str) or not path.endswith(".py") or not os.path.isfile(path):
            continue
        if os.path.getsize(path) and matcher.matches(path):
            return {"hooked": True, "measured_module": name}
    return {"hooked": True, "measured_module": None}
