"""The roles and the pages as a table, written from the one table by which requests are let in."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from ivr.services.staff import ROLES
from ivr.web.access import Access, of
from ivr.web.files import edition

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def matrix(app: Flask) -> str:
    """Each route with who may use it, in Markdown, in the order of the paths."""
    head = "| | " + " | ".join(("everyone", *ROLES)) + " |"
    rule = "| --- |" + " :-: |" * (len(ROLES) + 1)
    return "\n".join([head, rule, *sorted(_rows(app))]) + "\n"


def _rows(app: Flask) -> Iterator[str]:
    for route in app.url_map.iter_rules():
        access = of(route.endpoint)
        if access != "network":
            yield f"| `{_named(route)}` | {' | '.join(_marks(access))} |"


def _named(route: Rule) -> str:
    changing = (route.methods or set()) - _READING
    path = route.rule.replace(edition(), "<edition>")  # which every change of a style would change
    return f"{path} {' '.join(sorted(changing))}".strip()


def _marks(access: Access | None) -> Iterator[str]:
    yield "✓" if access == "everyone" else ""
    for role in ROLES:
        yield "✓" if access == "everyone" or (access and role in access) else ""
