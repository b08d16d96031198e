"""Small faults made on purpose in the text of a module, one at a time: a test that keeps its promise fails for each.

Left alone are annotations, decorators, docstrings, prose, assertions, and ``strict`` of ``zip``: none of these changes
what the module computes from what it is given.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from types import CodeType
from typing import Any

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_WORKED_OUT: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
_CALLED = {
    **{"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"},
    **{"bisect_left": "bisect_right", "bisect_right": "bisect_left", "cos": "sin", "nanargmax": "nanargmin"},
}
_REMOVED = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Raise, ast.Continue, ast.Break)
_LONG = 80  # more of a statement is not told
_UNTOUCHED_FIELDS = {"annotation", "returns", "decorator_list", "bases", "ctx"}


@dataclass(frozen=True)
class Mutant:
    """One fault: the function or class it is in, what became what, the code of the whole module with it.

    A test must play one of ``lines`` to notice anything; None: what is played when the module is imported.
    """

    where: str
    change: str
    code: CodeType
    lines: range | None


def mutants_of(source: str, file: str) -> Iterator[Mutant]:
    """Every fault that is made in a module, in the order of its text; equal changes in one place are numbered."""
    tree = ast.parse(source)
    seen: Counter[tuple[str, str]] = Counter()
    for place in list(_places(tree, None, (), None)):
        for new in _replacements(place):
            told = place.told(new)
            place.put(new)
            try:
                code = compile(ast.fix_missing_locations(tree), file, "exec", dont_inherit=True)
            finally:
                place.put(place.node)
            seen[place.where, told] += 1
            turn = seen[place.where, told]
            yield Mutant(place.where, told if turn == 1 else f"{told} ({turn})", code, place.lines)


@dataclass(frozen=True)
class _Place:
    """A node with what holds it, the statement it is part of, and the names of what that stands in."""

    node: ast.AST
    holder: ast.AST
    field: str
    index: int | None
    statement: ast.stmt
    inside: tuple[str, ...]
    lines: range | None

    @property
    def where(self) -> str:
        return ".".join(self.inside) or "module"

    def put(self, new: ast.AST) -> None:
        if self.index is None:
            setattr(self.holder, self.field, new)
        else:
            getattr(self.holder, self.field)[self.index] = new

    def told(self, new: ast.AST) -> str:
        if isinstance(self.node, ast.stmt):
            return f"{_first_line(self.node)} -> {_first_line(new)}"
        old, line = _first_line(self.node), _first_line(self.statement)
        around = "" if len(old) > _LONG else f" in {line if len(line) <= _LONG else line[: _LONG - 3] + '...'}"
        return f"{_differing(old, _first_line(new))}{around}"


def _differing(old: str, new: str) -> str:
    """One in place of the other; of long ones what differs, with a little before and after it."""
    if len(old) <= 2 * _LONG:
        return f"{old} -> {new}"
    before, after = _alike(old, new), _alike(old[::-1], new[::-1])
    after = min(after, len(old) - before, len(new) - before)
    start = max(before - 20, 0)
    return " -> ".join(f"...{text[start : len(text) - max(after - 20, 0)]}..." for text in (old, new))


def _alike(one: str, other: str) -> int:
    """With how many of the same letters both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).split("\n")[0]


def _places(
    node: ast.AST, statement: ast.stmt | None, inside: tuple[str, ...], lines: range | None
) -> Iterator[_Place]:
    """Every place in a node that may change; ``lines`` are those whose playing shows the statement around it."""
    for field, value in ast.iter_fields(node):
        if field in _UNTOUCHED_FIELDS or (isinstance(node, ast.ClassDef) and field == "keywords"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or _is_untouched(child):
                continue
            if isinstance(child, ast.FunctionDef):  # its defaults are seen wherever it is called
                yield from _places(child, child, (*inside, child.name), range(child.lineno, child.end_lineno + 1))
            elif isinstance(child, ast.ClassDef):
                yield from _places(child, child, (*inside, child.name), lines)
            else:
                within = child if isinstance(child, ast.stmt) else statement
                shown = lines
                if within is child and isinstance(node, ast.stmt) and not isinstance(node, ast.ClassDef):
                    shown = _header(child)
                if within is not None:
                    yield _Place(child, node, field, index, within, inside, shown)
                yield from _places(child, within, inside, shown)


def _header(statement: ast.stmt) -> range:
    """The lines of a statement without those of the statements in it."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno
    return range(statement.lineno, max(last or 0, statement.lineno) + 1)


def _is_untouched(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Assert() | ast.Global() | ast.Pass():
            return True
        case ast.Expr(value=ast.Constant()):  # a docstring
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.AnnAssign(value=None):
            return True
        case ast.keyword(arg="strict" | "dtype"):
            return True
        case ast.Constant(value=str(text)):  # prose, or a part of it
            return not text or " " in text
        case ast.Constant(value=value):
            return value is None or value is Ellipsis
    return False


def _replacements(place: _Place) -> Iterator[ast.AST]:
    node = place.node
    if isinstance(place.holder, ast.JoinedStr) or place.field == "format_spec":
        return
    match node:
        case ast.Constant(value=value):
            yield from (ast.Constant(other) for other in _other_values(value))
        case ast.Compare():
            for turn, op in enumerate(node.ops):
                for other in _COMPARED[type(op)]:
                    yield _with(node, ops=[*node.ops[:turn], other(), *node.ops[turn + 1 :]])
        case ast.BinOp() | ast.AugAssign() if type(node.op) in _WORKED_OUT:
            yield _with(node, op=_WORKED_OUT[type(node.op)]())
        case ast.BoolOp():
            yield _with(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
            for turn in range(len(node.values)):
                rest = [*node.values[:turn], *node.values[turn + 1 :]]
                yield rest[0] if len(rest) == 1 else _with(node, values=rest)
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield node.operand
        case ast.Call():
            yield from _other_calls(node)
        case ast.IfExp() | ast.If() | ast.While():
            if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
                yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension(ifs=[*_, _]):
            for turn in range(len(node.ifs)):
                yield _with(node, ifs=[*node.ifs[:turn], *node.ifs[turn + 1 :]])
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant) or value.value is not None:
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()
    if isinstance(node, _REMOVED) and place.inside and not isinstance(place.holder, ast.ClassDef):
        yield ast.Pass()


def _other_values(value: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    if isinstance(value, float):
        return (0.0, value + 1.0) if value else (1.0,)
    return (f"{value}_",) if isinstance(value, str) else ()


def _other_calls(call: ast.Call) -> Iterator[ast.expr]:
    arguments, named = call.args, call.keywords
    # To a smallest or largest of several the order of these means nothing.
    swaps = 0 if ast.unparse(call.func) in ("min", "max") else len(arguments) - 1
    for turn in range(swaps):
        if ast.dump(arguments[turn]) != ast.dump(arguments[turn + 1]):
            yield _with(call, args=[*arguments[:turn], *arguments[turn : turn + 2][::-1], *arguments[turn + 2 :]])
    for turn, keyword in enumerate(named):
        if not _is_untouched(keyword):
            yield _with(call, keywords=[*named[:turn], *named[turn + 1 :]])
    match call.func:
        case ast.Name(id="abs"):
            yield arguments[0]
        case ast.Name(id=name) if name in _CALLED:
            yield _with(call, func=ast.Name(_CALLED[name], ast.Load()))
        case ast.Attribute(attr=name) if name in _CALLED:
            yield _with(call, func=_with(call.func, attr=_CALLED[name]))


def _with(node: Any, **changed: Any) -> Any:
    return type(node)(**{field: getattr(node, field) for field in node._fields} | changed)
