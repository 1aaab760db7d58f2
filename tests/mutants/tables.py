"""Changes of what stands outside functions, which mutmut leaves alone.

Each number becomes one more; each member of a set, a tuple or a table is left out once.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""From which byte of the source to which."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, in which `ast` counts lines and the bytes in them."""

    text: str

    def span(self, first: ast.expr, last: ast.expr | None = None) -> Span:
        end = last or first
        assert end.end_lineno is not None
        assert end.end_col_offset is not None
        return (
            self._byte(first.lineno, first.col_offset),
            self._byte(end.end_lineno, end.end_col_offset),
        )

    def _byte(self, line: int, column: int) -> int:
        before = self.text.splitlines(keepends=True)[: line - 1]
        return len("".join(before).encode()) + column

    def with_instead(self, span: Span, new: str = "") -> str:
        raw = self.text.encode()
        return (raw[: span[0]] + new.encode() + raw[span[1] :]).decode()


def changed(text: str) -> Iterator[str]:
    """The whole text with one thing changed, once for each thing there is to change."""
    source = Source(text)
    for node in _outside_functions(ast.parse(text)):
        match node:
            case ast.Constant(value=int(number)) if not isinstance(number, bool):
                yield source.with_instead(source.span(node), repr(number + 1))
            case ast.Set(elts=members):
                yield from _without_each(source, [source.span(one) for one in members])
            case ast.Tuple(elts=members, ctx=ast.Load()) if len(members) > 1:
                yield from _without_each(source, [source.span(one) for one in members])
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                entries = [source.span(key or value, value) for key, value in pairs]
                yield from _without_each(source, entries)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that is no part of a function nor of a type."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.Subscript):
            continue
        if not (isinstance(node, ast.AnnAssign) and child is node.annotation):
            yield child
            yield from _outside_functions(child)


def _without_each(source: Source, members: Sequence[Span]) -> Iterator[str]:
    for n, (start, end) in enumerate(members):
        if n + 1 < len(members):
            yield source.with_instead((start, members[n + 1][0]))
        else:
            yield source.with_instead((members[n - 1][1] if n else start, end))
