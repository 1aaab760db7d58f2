"""The perils that the code names."""

import ast
from collections.abc import Iterator
from pathlib import Path

import ivr
import scheduler


def named() -> frozenset[str]:
    """The name in every `perils.reached("…")` of the product."""
    folders = [Path(package.__path__[0]) for package in (ivr, scheduler)]
    return frozenset(
        name
        for folder in folders
        for path in folder.rglob("*.py")
        for name in _in(ast.parse(path.read_text()))
    )


def _in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "perils.reached":
            [name] = node.args
            yield str(ast.literal_eval(name))
