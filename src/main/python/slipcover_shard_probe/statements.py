"""Lets SlipCover's own code walk the statements of a source only.

SlipCover walks whole syntax trees to find and mark statements, but no statement lies inside of an
expression. With this `ast` in the place of Python's, the same code comes to the same end in a
fraction of the steps.
"""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import ast, types

_HOLDERS = (ast.Module, ast.stmt, ast.excepthandler) + (
    (ast.match_case,) if hasattr(ast, "match_case") else ()
)
_LISTS = frozenset(("body", "cases", "handlers", "orelse", "finalbody"))

# SlipCover's walks are recursive, so sources nested this deep may be too much for them: such ones
# are left to the original, which fails, or does not, as it ever did. Others are nowhere near that.
_DEEP = 150


class _Fields:
    """The fields of a type of node: those with lists of statements, and the rest."""

    def __init__(self, kind):
        holds = issubclass(kind, _HOLDERS)
        self.statements = tuple(name for name in kind._fields if holds and name in _LISTS)
        self.rest = tuple(name for name in kind._fields if name not in self.statements)


class _FieldsByType(dict):
    def __missing__(self, kind):
        fields = self[kind] = _Fields(kind)
        return fields


_fields = _FieldsByType()


def on_statements(function):
    """That function of SlipCover's, with an `ast` that knows no expressions."""
    copy = types.FunctionType(
        function.__code__,
        dict(function.__globals__, ast=_statements_only()),
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def _statements_only():
    module = types.ModuleType("ast")
    module.__dict__.update(ast.__dict__)
    module.walk = _walk
    module.iter_fields = _iter_fields
    module.NodeTransformer = _Transformer
    module.fix_missing_locations = _fix_missing_locations
    return module


def _walk(node):
    """As `ast.walk`, in its order; below a module only what is a statement or holds some."""
    in_module = isinstance(node, ast.Module)
    nodes = [node]
    for node in nodes:  # grows by a node's children before the node is handed out
        if in_module:
            for name in _fields[type(node)].statements:
                nodes.extend(getattr(node, name))
        else:
            nodes.extend(ast.iter_child_nodes(node))
        yield node


def _iter_fields(node):
    for name in _fields[type(node)].statements:
        yield name, getattr(node, name)


class _Transformer(ast.NodeTransformer):
    def generic_visit(self, node):
        for name in _fields[type(node)].statements:
            statements = getattr(node, name)
            for index, statement in enumerate(statements):
                statements[index] = self.visit(statement)
        return node


def _fix_missing_locations(module):
    """As `ast.fix_missing_locations` for a parsed module that has got new statements and cases."""
    _fix(module, 1, 0, 1, 0)
    return module


def _fix(node, line, column, end_line, end_column):
    new = False
    if "lineno" in node._attributes:
        if not hasattr(node, "lineno"):
            node.lineno = line
            new = True
        if getattr(node, "end_lineno", None) is None:
            node.end_lineno = end_line
            new = True
        if not hasattr(node, "col_offset"):
            node.col_offset = column
            new = True
        if getattr(node, "end_col_offset", None) is None:
            node.end_col_offset = end_column
            new = True
        line, column = node.lineno, node.col_offset
        end_line, end_column = node.end_lineno, node.end_col_offset
    if new or not isinstance(node, _HOLDERS) or not node._attributes:  # also modules and cases
        for child in ast.iter_child_nodes(node):
            _fix(child, line, column, end_line, end_column)
        return
    for name in _fields[type(node)].statements:
        for statement in getattr(node, name):
            _fix(statement, line, column, end_line, end_column)


def is_deep(module):
    """Whether a tree may be nested so deep that SlipCover's recursion could end with an error."""
    todo = [(module, 0)]
    while todo:
        node, depth = todo.pop()
        line = getattr(node, "lineno", None)
        if line is not None and line == node.end_lineno:
            # A level takes at least one character and is two nodes at most.
            if depth + 2 * (node.end_col_offset - node.col_offset) < _DEEP:
                continue
        if depth > _DEEP:
            return True
        fields = _fields[type(node)]
        for names in (fields.statements, fields.rest):
            for name in names:
                value = getattr(node, name, None)
                if isinstance(value, ast.AST):
                    todo.append((value, depth + 1))
                elif isinstance(value, list):
                    for item in value:
                        if isinstance(item, ast.AST):
                            todo.append((item, depth + 1))
    return False
