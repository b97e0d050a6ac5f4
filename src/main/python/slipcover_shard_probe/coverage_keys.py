"""Keeps the keys of coverage the same wherever a chunk works and wherever its suite goes."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import _exit, contextlib, json_decode, live, os, sys

from slipcover_shard_probe.errors import last_line

_start = os.getcwd()

exit_code = 1
"""What the process ends with, as soon as it is known."""


@contextlib.contextmanager
def at_the_start():
    """In the directory where the process started, wherever the suite has gone since."""
    here = _directory(_start)
    os.chdir(_start)
    try:
        yield
    finally:
        _return(here)


def keep(children=None, on_failure=None):
    """Makes SlipCover name files as from the present directory, and as in the checkout.

    SlipCover looks at the working directory when it collects what it measured, at exit: it names
    files relative to it, finds a relative `source` from it and reads sources again through those
    names. A suite that has changed the directory by then would change every key, and another in
    each chunk. Keys outside the directory are absolute: those of a private copy become the
    checkout's. To be called inside SlipCover's process, before the suite runs.

    children: a folder with what other processes measured, which this one is to save as its own
    on_failure: called with the reason, as a text, when SlipCover cannot collect what it measured
    """
    from slipcover import merge_coverage, slipcover

    lines = os.environ.get("SLIPCOVER_SHARD_RELOCATE", "").split("\n")
    collect = slipcover.Slipcover.get_coverage
    owner = os.getpid()

    def get_coverage(self):
        if os.getpid() != owner and sys._getframe(2).f_code.co_name == "sci_atexit":
            _leave_as_child()
        with at_the_start():
            try:
                coverage = collect(self)
            except Exception as error:
                if on_failure:
                    on_failure(_reason(self, error))
                raise
            if children and os.getpid() == owner:
                _add(children, coverage, merge_coverage)
        if len(lines) > 1:
            checkout, copy = lines[0] + "/", lines[1] + "/"
            coverage["files"] = {
                checkout + name[len(copy) :] if name.startswith(copy) else name: measured
                for name, measured in coverage["files"].items()
            }
        return coverage

    slipcover.Slipcover.get_coverage = get_coverage


def _reason(measuring, error):
    """SlipCover reads each source once more, as text, and its error does not say which one that was."""
    if isinstance(error, UnicodeError):
        for path in sorted(measuring.code_lines):
            try:
                with open(path) as source:
                    source.read()
            except UnicodeError as unreadable:
                return "it reads %s as %s: %s; save it as UTF-8, or leave it out with omit" % (
                    path,
                    source.encoding,
                    unreadable,
                )
            except OSError:
                pass
    return last_line(error)


def _leave_as_child():
    """Ends a forked child that leaves as a whole program does, with sys.exit.

    SlipCover would save what the child measured to the file of its parent.
    """
    for name in ("stdout", "stderr"):
        with contextlib.suppress(Exception):
            live(name).flush()
    _exit(exit_code)


def _add(children, coverage, merge):
    """What was killed has left nothing but a mark that it began."""
    forkserver = sys.modules.get("multiprocessing.forkserver")
    if forkserver:  # which would end with this process, and save what its children measured too late
        with contextlib.suppress(Exception):
            forkserver._forkserver._stop()

    lost = 0
    for begun in sorted(name for name in os.listdir(children) if "." not in name):
        try:
            with open(os.path.join(children, begun + ".json"), encoding="utf-8") as measured:
                merge(coverage, json_decode(measured.read().strip()))
        except (OSError, ValueError):
            lost += 1
    if lost:
        words = "child process has" if lost == 1 else "child processes have"
        with contextlib.suppress(Exception):
            live("stdout").flush()  # the line is to stand by itself
        line = "\nslipcover-shard: %d %s not ended in order: not measured\n" % (lost, words)
        with contextlib.suppress(OSError):
            os.write(2, line.encode("ascii"))


def _directory(otherwise):
    try:
        return os.getcwd()
    except OSError:  # removed under the suite's feet
        return otherwise


def _return(directory):
    try:
        os.chdir(directory)
    except OSError:
        pass
