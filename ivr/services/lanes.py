"""The lane in which a callback stands: of its line and language, by its kind or a supervisor's
word."""

from datetime import datetime
from typing import cast

from flows.rules import order
from flows.rules.languages import Language
from flows.rules.order import Kind, Lane
from ivr.models import Callback


def of(
    callback: Callback,
    *,
    kind: str | None = None,
    language: Language | None = None,
    urgent: bool | None = None,
    next_at: datetime | None = None,
) -> str:
    """The key of its lane once these are so; what is left out stays, but being called next."""
    place = order.place(
        cast(Kind, kind or callback.kind),
        callback.urgent if urgent is None else urgent,
        next_at is not None,
    )
    spoken = language or cast(Language, callback.language)
    return Lane(callback.line.key, spoken, place).key
