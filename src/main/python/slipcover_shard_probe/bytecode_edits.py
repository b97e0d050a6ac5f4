"""Inserts SlipCover's probes into bytecode in one pass, for Pythons before 3.12.

SlipCover's editor moves all code, jumps and line entries for each probe that it inserts. This one
notes the probes and moves everything once; what comes of it is the same, byte by byte.
"""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import bisect, itertools


def editor(bytecode):
    """`Editor` of SlipCover's module `bytecode`, with quicker ways to the same end."""
    places = _Places(bytecode)
    max_stacks = {}  # number of arguments -> what a call with them needs

    class Editor(bytecode.Editor):
        def __init__(self, code):
            super().__init__(code)
            self._noted = []  # arguments of insert_function_call
            self._places = []  # where each is in the original code, ascending
            self._calls = []  # the bytes of each
            self._added = 0
            self._one_by_one = False

        def insert_function_call(self, offset, function, args, repl_length=0):
            place = offset - self._added
            if self._noted and place < self._places[-1] + self._noted[-1][3]:
                self._give_up()
            if self._one_by_one:
                return super().insert_function_call(offset, function, args, repl_length)

            call = places.call(function, args)
            if len(call) < repl_length:
                raise RuntimeError("shrinking insertions not (yet?) supported.")
            call[1] = bytecode.offset2branch(len(call) - 2)
            if len(args) not in max_stacks:
                max_stacks[len(args)] = bytecode.calc_max_stack(call)
            self.max_addtl_stack = max(self.max_addtl_stack, max_stacks[len(args)])
            self._noted.append((offset, function, args, repl_length))
            self._places.append(place)
            self._calls.append(call)
            self._added += len(call) - repl_length
            self.inserts.append(offset)
            return len(call) - repl_length

        def find_const_assignments(self, var_name, start=0, end=None):
            if var_name not in self.orig_code.co_names:
                return iter(())
            return places.const_assignments(self.orig_code, var_name, start, end)

        def _give_up(self):
            """One that does not come after the one before: the order of moves matters then."""
            noted, self._noted = self._noted, []
            self._one_by_one = True
            self.inserts = []
            for arguments in noted:
                super().insert_function_call(*arguments)

        def _finish(self):
            if self._noted and not self.finished:
                self._insert_noted()
            super()._finish()

        def _insert_noted(self):
            code = self.orig_code.co_code
            patch = bytearray()
            done = 0
            for place, call, noted in zip(self._places, self._calls, self._noted):
                patch += code[done:place]
                patch += call
                done = place + noted[3]
            patch += code[done:]
            self.patch = patch

            added = [len(call) - noted[3] for call, noted in zip(self._calls, self._noted)]
            totals = [0, *itertools.accumulate(added)]

            def moved_after(offset):  # by what is inserted before it
                return offset + totals[bisect.bisect_left(self._places, offset)]

            def moved_at(offset):  # also by what is inserted right there
                return offset + totals[bisect.bisect_right(self._places, offset)]

            self.branches = places.branches(code)
            for branch in self.branches:
                branch.offset = moved_at(branch.offset)
                branch.target = moved_after(branch.target)
            self.ex_table = bytecode.ExceptionTableEntry.from_code(self.orig_code)
            for entry in self.ex_table:
                entry.start = moved_at(entry.start)
                entry.end = moved_after(entry.end)
                entry.target = moved_after(entry.target)
            self.lines = bytecode.LineEntry.from_code(self.orig_code)
            for entry in self.lines:
                entry.start = moved_after(entry.start)
                entry.end = moved_after(entry.end)

    return Editor


class _Places:
    """Finds instructions by searching bytes, where SlipCover decodes one after the other.

    An opcode cannot be taken for anything else: opcodes are at even offsets, and caches, which are
    there as well, are zero.
    """

    def __init__(self, bytecode):
        self._bytecode = bytecode
        self._extended_arg = bytecode.op_EXTENDED_ARG
        dis = bytecode.dis
        self._jumps = _table({*dis.hasjrel, *dis.hasjabs})
        self._stores = _table({bytecode.op_STORE_NAME, bytecode.op_STORE_GLOBAL})
        self._calls = {}  # number of arguments -> what follows them

    def call(self, function, args):
        bytecode = self._bytecode
        call = bytearray((bytecode.op_NOP, 0))
        if bytecode.op_PUSH_NULL is not None:
            call += bytes((bytecode.op_PUSH_NULL, 0))
        for constant in (function, *args):
            if constant < 256:
                call += bytes((bytecode.op_LOAD_CONST, constant))
            else:
                call += bytes(bytecode.opcode_arg(bytecode.op_LOAD_CONST, constant))
        end = self._calls.get(len(args))
        if end is None:
            if bytecode.op_PUSH_NULL is not None:
                opcodes = bytecode.opcode_arg(bytecode.op_PRECALL, len(args))
                opcodes += bytecode.opcode_arg(bytecode.op_CALL, len(args))
            else:
                opcodes = [bytecode.op_CALL_FUNCTION, len(args)]
            end = self._calls[len(args)] = bytes(opcodes + [bytecode.op_POP_TOP, 0])
        call += end
        return call

    def branches(self, code):
        branches = []
        for offset in _found(code, self._jumps):
            start, arg = self._with_extensions(code, offset)
            branches.append(self._bytecode.Branch(start, offset + 2 - start, code[offset], arg))
        return branches

    def const_assignments(self, code_object, name, start, end):
        code = code_object.co_code[start:end]
        for offset in _found(code, self._stores):
            store, arg = self._with_extensions(code, offset)
            if code_object.co_names[arg] != name:
                continue
            if store >= 2 and code[store - 2] == self._bytecode.op_LOAD_CONST:
                load, constant = self._with_extensions(code, store - 2)
                yield load + start, offset + 2 + start, constant

    def _with_extensions(self, code, offset):
        """Where the instruction with this opcode starts, and its argument."""
        arg = code[offset + 1]
        shift = 8
        while offset >= 2 and code[offset - 2] == self._extended_arg:
            offset -= 2
            arg |= code[offset + 1] << shift
            shift += 8
        return offset, arg


def _table(opcodes):
    return bytes(opcode in opcodes for opcode in range(256))


def _found(code, table):
    marks = code[::2].translate(table)
    index = marks.find(1)
    while index >= 0:
        yield 2 * index
        index = marks.find(1, index + 1)
