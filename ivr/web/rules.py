"""The rules of our addresses: how one is written out is compiled when it is first written."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]


class LazyRule(Rule):
    """Writes out no address before it is asked to: there are many, of which one process writes
    few, and to compile them took most of the time in which an application begins.

    Were `_compile_builder` one day called otherwise, all would be compiled at once, as usual.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Build:
        build: Build | None = None

        def build_it(rule: LazyRule, **values: Any) -> tuple[str, str]:
            nonlocal build
            build = build or super()._compile_builder(append_unknown)
            return build(rule, **values)

        return build_it
