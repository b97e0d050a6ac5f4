"""Which lines and branches a code object has, as SlipCover counts them, from its line table alone.

SlipCover disassembles every instruction to find the lines that do nothing but load annotations. The
line table has the same ranges, and whether a range does nothing else is one `bytes.translate`.
"""

import dis
import sys
import types

# What SlipCover takes for annotations; inline caches (opcode 0) belong to the instruction before.
_ANNOTATION_OPCODES = bytes(
    dis.opmap[name]
    for name in ("CACHE", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_ATTR", "BINARY_SUBSCR")
    if name in dis.opmap
)
_BRANCH_MARK = 1 << 30  # set in the line numbers that mark branches since Python 3.12


class LineTables:
    """`lines_from_code` and `branches_from_code` under the rules of one release of SlipCover."""

    def __init__(self, prologue, knows_annotations, branch_module):
        self._prologue = frozenset(dis.opmap[name] for name in prologue if name in dis.opmap)
        self._drops_annotations = knows_annotations and sys.version_info < (3, 14)
        drops_functions = knows_annotations and sys.version_info >= (3, 12)
        self._skipped_name = "__annotate__" if drops_functions else None
        self._branch = branch_module

    def lines_from_code(self, code):
        lines = set()
        for part in self._with_nested(code):
            found, loading = self._table(part, self._drops_annotations)
            lines.update(found - loading)
        if sys.version_info >= (3, 12):
            return {line for line in lines if not line & _BRANCH_MARK}
        return lines

    def branches_from_code(self, code):
        """The branches since Python 3.12; before, they are not in the line table."""
        branches = set()
        for part in self._with_nested(code):
            found, _ = self._table(part, False)
            branches.update(line for line in found if line & _BRANCH_MARK)
        return {self._branch.decode_branch(line) for line in branches}

    def _with_nested(self, code):
        parts = [code]
        for part in parts:  # grows while it is walked
            parts.extend(
                constant
                for constant in part.co_consts
                if isinstance(constant, types.CodeType) and constant.co_name != self._skipped_name
            )
        return parts

    if sys.version_info >= (3, 11):

        def _table(self, code, with_loading):
            """The lines that start somewhere, and those of them that only load annotations."""
            found, loading, plain = set(), set(), set()
            opcodes = code.co_code
            last = None
            for start, end, line in code.co_lines():
                if not line:
                    # dis reports a line again after instructions without one since Python 3.13.
                    if line == 0 or sys.version_info >= (3, 13):
                        last = line
                    continue
                if line != last:
                    last = line
                    if opcodes[start] not in self._prologue:
                        found.add(line)
                if not with_loading or line in plain:
                    continue
                if opcodes[start:end:2].translate(None, _ANNOTATION_OPCODES):
                    plain.add(line)
                else:
                    loading.add(line)
            return found, loading - plain

    else:

        def _table(self, code, with_loading):
            """As above; an instruction belongs to the line that last started before it."""
            starts = list(dis.findlinestarts(code))
            loading, plain = set(), set()
            if with_loading:
                opcodes = code.co_code
                ends = [start for start, _ in starts[1:]] + [len(opcodes)]
                for (start, line), end in zip(starts, ends):
                    part = opcodes[start:end:2]
                    if part.translate(None, _ANNOTATION_OPCODES):
                        plain.add(line)
                    elif part:
                        loading.add(line)
            return {line for _, line in starts}, loading - plain
