"""What SlipCover computes from sources alone, remembered by those sources' content.

With branches it parses, marks and compiles each module anew in each process; at exit it parses all
measured sources once more for the lines to exclude, and those of `source` that were not imported.
"""

import __future__
from pathlib import Path

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import ast, fnmatch, machinery, os, warning_filters


class RememberedResults:
    """Stands between SlipCover's methods and their work on sources, with an EntryCache."""

    def __init__(self, entries):
        self._entries = entries

    def exec_module(self, original):
        """`SlipcoverLoader.exec_module`, which compiles from source when branches are measured."""
        from slipcover import branch

        def exec_module(loader, module):
            sci, origin = loader.sci, loader.origin
            if (
                not sci.branch
                or not isinstance(loader.orig_loader, machinery.SourceFileLoader)
                or not os.path.exists(name := str(origin))
            ):
                return original(loader, module)
            with open(name, "rb") as file:
                source = file.read()

            def compiled():
                tree = branch.preinstrument(ast.parse(source))
                return compile(tree, name, "exec", dont_inherit=True)

            code = self._from_source(b"code", (_bytes(name), source), compiled)
            sci.register_module(module)
            exec(sci.instrument(code), module.__dict__)

        return exec_module

    def compute_excluded_lines(self, original):
        """`Slipcover._compute_excluded_lines`."""

        def compute_excluded_lines(sci, source):
            patterns = [(pattern.pattern, pattern.flags) for pattern in sci._exclude_patterns]
            content = (_bytes(repr(patterns)), _bytes(source))
            return self._from_source(b"excluded", content, lambda: original(sci, source))

        return compute_excluded_lines

    def add_unseen_source_files(self):
        """`Slipcover._add_unseen_source_files`."""
        from slipcover import branch, slipcover

        cls = slipcover.Slipcover
        # SlipCover's module has this future, and what it compiles inherits it.
        future = __future__.annotations.compiler_flag

        def tables(text, filename, with_branches):
            tree = ast.parse(text)
            if with_branches:
                tree = branch.preinstrument(tree)
            code = compile(tree, filename, "exec", flags=future, dont_inherit=True)
            branches = set(cls.branches_from_code(code)) if with_branches else set()
            return set(cls.lines_from_code(code)), branches

        def add_unseen_source_files(sci, source=None):
            omitted = _omitted(sci)
            for file in _python_files(sci.source if source is None else source):
                if any(fnmatch.fnmatch(file, pattern) for pattern in omitted):
                    continue
                try:
                    if file in sci.code_lines:
                        continue
                    text = Path(file).read_text()
                    lines, branches = self._from_source(
                        b"tables",
                        (b"branches" if sci.branch else b"lines", _bytes(text)),
                        lambda: tables(text, file, sci.branch),
                    )
                    sci.code_lines[file] = lines
                    if sci.branch:
                        sci.code_branches[file] = branches
                except Exception as error:
                    print("Warning: unable to include %s: %s" % (file, error))

        return add_unseen_source_files

    def _from_source(self, kind, content, compute):
        """A warning may have to become an error: then the compiler has to see the source itself."""
        if any(action == "error" for action, *_ in warning_filters()):
            return compute()
        return self._entries.get(kind, content, compute)


def _bytes(text):
    return text.encode("utf-8", "surrogatepass")


def _omitted(sci):
    here = None
    patterns = []
    for pattern in getattr(sci, "omit", None) or ():  # some releases omit nothing here
        if not pattern.startswith("*"):
            here = here or Path.cwd().resolve()
            pattern = str(here / pattern)
        patterns.append(pattern)
    return patterns


def _python_files(source):
    """Absolute names in the order in which SlipCover finds them, and with the errors it ends with."""
    directories = [Path(directory).resolve() for directory in source]
    while directories:
        for file in directories.pop().iterdir():
            if file.is_dir():
                directories.append(file)
            elif file.is_file() and file.suffix.lower() == ".py":
                yield str(file.absolute())
