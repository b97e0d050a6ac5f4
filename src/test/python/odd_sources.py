"""Sources that hardly anybody writes, made up at random from a seed, and some that are hard on purpose."""

import random
import sys

_EXPRESSIONS = [
    "1",
    "name",
    "'text'",
    "f'{name!r:>{width}} {1 + 1}'",
    "[x for x in range(3) if x]",
    "{k: v for k, v in pairs for _ in v}",
    "(yield_ := name)",
    "lambda a, *b, c=1: (a if b else c)",
    "call(name, *args, key=1, **kwargs)",
    "call(\n    name,\n    other.attribute[0],\n)",
    "(name\n    and other\n    or not third)",
    "name if other else third",
    "{\n    'a': 1,\n    **kwargs,\n}",
    "a.b[1:2, ::3].c",
    "-name ** +other @ third",
    "1 < name <= other != third",
    "b'bytes' b'joined'",
    "...",
]
_ANNOTATIONS = [
    "int",
    "'text'",
    "Optional[int]",
    "Dict[\n    str,\n    List[int],\n]",
    "typing.Callable[..., typing.Any]",
    "int if True else str",
    "Union[\n    int,\n    str\n]",
    "call(int)",
    "a.b.c",
]
_PATTERNS = [
    "1 | 2",
    "[a, *rest]",
    "{'key': value, **others}",
    "Point(x=0, y=[1, 2])",
    "str() as text",
    "None",
    "(1 | 2) as number if number",
]


class _Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []

    def one(self, choices):
        return self.random.choice(choices)

    def expression(self):
        text = self.one(_EXPRESSIONS)
        if self.random.random() < 0.2:
            text = "[%s, %s]" % (text, self.expression())
        return text

    def annotation(self):
        return self.one(_ANNOTATIONS)

    def write(self, indent, text):
        if self.random.random() < 0.08:
            text += "  # pragma: no cover"
        elif self.random.random() < 0.05:
            text += "  # a comment"
        pad = "    " * indent
        self.lines.append(pad + text.replace("\n", "\n" + pad))
        if self.random.random() < 0.05:
            self.lines.append("")

    def block(self, indent, in_function, in_loop):
        if self.random.random() < 0.1:
            self.write(indent, '"""A docstring,\nof two lines."""')
        for _ in range(self.random.randint(1, 3)):
            self.statement(indent, in_function, in_loop)

    def statement(self, indent, in_function, in_loop):
        compound = [self.if_, self.for_, self.while_, self.try_, self.with_, self.def_, self.class_]
        if sys.version_info >= (3, 10):
            compound.append(self.match)
        if indent < 4 and self.random.random() < 0.45:
            self.one(compound)(indent, in_function, in_loop)
        else:
            self.write(indent, self.simple(in_function, in_loop))

    def simple(self, in_function, in_loop):
        choices = [
            "name = %s" % self.expression(),
            "name: %s = %s" % (self.annotation(), self.expression()),
            "name: %s" % self.annotation(),
            "name.attribute: %s" % self.annotation(),
            "name, *other = %s" % self.expression(),
            "name += %s" % self.expression(),
            "assert %s, %s" % (self.expression(), self.expression()),
            "del name[%s]" % self.expression(),
            "raise Error(%s) from None" % self.expression(),
            "import a.b as c, d",
            "from x import (\n    y,\n    z as w,\n)",
            "pass",
            "name = 1; other = 2",
            self.expression(),
            "'''just\ntext'''",
        ]
        if in_function:
            choices += ["return %s" % self.expression(), "yield %s" % self.expression(), "return"]
        if in_loop:
            choices += ["break", "continue"]
        if sys.version_info >= (3, 12):
            choices += ["type Alias[T: int] = %s" % self.annotation()]
        return self.one(choices)

    def if_(self, indent, in_function, in_loop):
        conditions = ["TYPE_CHECKING", "typing.TYPE_CHECKING", "True", "0", self.expression()]
        self.write(indent, "if %s:" % self.one(conditions))
        self.block(indent + 1, in_function, in_loop)
        for _ in range(self.random.randint(0, 2)):
            self.write(indent, "elif %s:" % self.expression())
            self.block(indent + 1, in_function, in_loop)
        if self.random.random() < 0.4:
            self.write(indent, "else:")
            self.block(indent + 1, in_function, in_loop)

    def for_(self, indent, in_function, in_loop):
        self.write(indent, "for name, (other, *rest) in %s:" % self.expression())
        self.block(indent + 1, in_function, True)
        if self.random.random() < 0.4:
            self.write(indent, "else:")
            self.block(indent + 1, in_function, in_loop)

    def while_(self, indent, in_function, in_loop):
        self.write(indent, "while %s:" % self.one(["True", "1", self.expression()]))
        self.block(indent + 1, in_function, True)
        if self.random.random() < 0.3:
            self.write(indent, "else:")
            self.block(indent + 1, in_function, in_loop)

    def try_(self, indent, in_function, in_loop):
        self.write(indent, "try:")
        self.block(indent + 1, in_function, in_loop)
        handlers = self.random.randint(0, 2)
        star = sys.version_info >= (3, 11) and self.random.random() < 0.3
        for _ in range(handlers):
            self.write(indent, "except%s Error as error:" % ("*" if star else ""))
            self.block(indent + 1, in_function and not star, in_loop and not star)
        if handlers and self.random.random() < 0.4:
            self.write(indent, "else:")
            self.block(indent + 1, in_function, in_loop)
        if not handlers or self.random.random() < 0.4:
            self.write(indent, "finally:")
            self.block(indent + 1, in_function, in_loop)

    def with_(self, indent, in_function, in_loop):
        self.write(indent, "with %s as name, other:" % self.expression())
        self.block(indent + 1, in_function, in_loop)

    def def_(self, indent, in_function, in_loop):
        for _ in range(self.random.randint(0, 2)):
            self.write(indent, "@%s" % self.one(["decorator", "a.b(\n    1,\n)", "property"]))
        generic = ""
        if sys.version_info >= (3, 12) and self.random.random() < 0.3:
            generic = "[T: int, *Ts, **P]"
        asynchronous = self.random.random() < 0.2
        self.write(
            indent,
            "%sdef function%s(a: %s, /, b=%s, *c: %s, d: %s = 1, **e) -> %s:"
            % (
                "async " if asynchronous else "",
                generic,
                self.annotation(),
                "1" if generic else self.expression(),  # no walrus beside parameters of types
                self.annotation(),
                self.annotation(),
                self.annotation(),
            ),
        )
        if asynchronous:
            self.write(indent + 1, "async for x in aiter:")
            self.write(indent + 2, "await x")
            self.write(indent + 1, "async with name as x:")
            self.block(indent + 2, False, False)
        else:
            if in_function and self.random.random() < 0.2:
                self.write(indent + 1, "nonlocal_ = name")
            if self.random.random() < 0.1:
                self.write(indent + 1, "global shared")
            self.block(indent + 1, True, False)

    def class_(self, indent, in_function, in_loop):
        if self.random.random() < 0.3:
            self.write(indent, "@decorator")
        generic = "[T]" if sys.version_info >= (3, 12) and self.random.random() < 0.3 else ""
        metaclass = "Meta" if generic else self.expression()
        self.write(indent, "class Name%s(Base, metaclass=%s):" % (generic, metaclass))
        self.block(indent + 1, False, False)

    def match(self, indent, in_function, in_loop):
        self.write(indent, "match %s:" % self.expression())
        for _ in range(self.random.randint(1, 3)):
            self.write(indent + 1, "case %s:" % self.one(_PATTERNS))
            self.block(indent + 2, in_function, in_loop)
        if self.random.random() < 0.3:
            self.write(indent + 1, "case _:")
            self.block(indent + 2, in_function, in_loop)


def odd_sources(count):
    """Pairs of a name and the bytes of a source."""
    for seed in range(count):
        writer = _Writer(seed)
        if seed % 4 == 0:
            writer.lines.append("from __future__ import annotations")
        for _ in range(12):
            writer.statement(0, False, False)
        yield "<odd %d>" % seed, ("\n".join(writer.lines) + "\n").encode("utf-8")
    yield from _hard_sources()


def _hard_sources():
    yield "<empty>", b""
    yield "<only a comment>", b"# pragma: no cover"
    yield "<no newline>", b"if a:\n    b"
    yield "<crlf>", b"if a:\r\n    b\r\nelse:\r\n    c\r\n"
    yield "<form feed>", b"a = 1\n\x0c\nif a:  # pragma: no cover\n    b\n"
    yield "<latin-1>", b"# -*- coding: latin-1 -*-\nname = '\xe9'\nif name:\n    other = 1\n"
    yield "<byte order mark>", b"\xef\xbb\xbfif a:\n    b = 1\n"
    yield "<null>", b"a = 1\x00\n"
    yield "<syntax error>", b"if a\n"
    yield "<bad encoding>", b"# coding: nonesuch\na = 1\n"
    yield "<not utf-8>", b"a = '\xff'\n"
    # Jumps and constants that need more than a byte.
    for count in (40, 300, 600):
        body = "".join("    if a == %d.5:\n        b = %d.25\n" % (n, n) for n in range(count))
        yield "<%d constants>" % count, ("while a:\n" + body + "c = 1\n").encode()
    for count in (30, 300):
        lines = "".join("        v%d = a.n%d\n" % (n, n) for n in range(count))
        source = "def f():\n    for a in b:\n%s    else:\n        return v0\n" % lines
        source += "    try:\n%s    finally:\n        pass\n" % lines
        yield "<%d names>" % count, source.encode()
    yield "<names of modules>", "".join("n%d = m%d\n" % (n, n) for n in range(700)).encode()
    # Line numbers beyond what SlipCover's marks of branches can hold, and just within.
    for lines in (0x7FFE, 0x7FFF):
        yield "<line %d>" % lines, b"\n" * (lines - 1) + b"if a: b = 1\n"
    # Nesting at which recursion may or may not end with an error.
    for depth in (30, 80, 160, 250, 330, 490):
        yield "<sum of %d>" % depth, ("if a:\n    b = " + "+".join(["a"] * depth)).encode()
        yield "<%d attributes>" % depth, ("b = a" + ".a" * depth).encode()
        yield "<%d lines>" % depth, ("b = (a" + "\n+ a" * depth + ")").encode()
        source = "if a: b = 1\n" + "".join("elif a == %d: b = 1\n" % n for n in range(depth))
        yield "<%d times elif>" % depth, source.encode()
    for depth in (20, 60, 90):
        source = "".join("%sif a:\n" % (" " * n) for n in range(depth)) + " " * depth + "b"
        yield "<%d nested>" % depth, source.encode()
        yield "<%d brackets>" % depth, ("b = " + "[" * depth + "a" + "]" * depth).encode()
        yield "<%d signs>" % depth, ("b = " + "-" * depth + "a").encode()
