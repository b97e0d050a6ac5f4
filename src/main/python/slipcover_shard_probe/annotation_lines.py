"""Which lines do nothing but load annotations, from a code object's line table alone.

SlipCover disassembles every instruction to find out. The line table has the same ranges of
instructions, and whether a range does anything else is one `bytes.translate`.
"""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import dis, sys

# What SlipCover takes for annotations; inline caches (opcode 0) belong to the instruction before.
_LOADING = bytes(
    dis.opmap[name]
    for name in ("CACHE", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_ATTR", "BINARY_SUBSCR")
    if name in dis.opmap
)


def annotation_only_lines(code):
    """What SlipCover's `_get_annotation_only_lines` gives before Python 3.14."""
    opcodes = code.co_code
    loading, other = set(), set()
    for start, end, line in _ranges(code, len(opcodes)):
        if line in other:
            continue
        part = opcodes[start:end:2]
        if part.translate(None, _LOADING):
            other.add(line)
        elif part:
            loading.add(line)
    return frozenset(loading - other)


if sys.version_info >= (3, 11):

    def _ranges(code, length):
        return (entry for entry in code.co_lines() if entry[2])

else:

    def _ranges(code, length):
        """An instruction belongs to the line that last started before it."""
        starts = list(dis.findlinestarts(code))
        ends = [start for start, _ in starts[1:]] + [length]
        return ((start, end, line) for (start, line), end in zip(starts, ends))
