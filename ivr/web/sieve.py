"""What a supervisor seeks in the queue, read from the address of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import url_for

from flows.rules.languages import LANGUAGES
from ivr.models import Line
from ivr.services.sought import FEWEST_DIGITS, MOST_DIGITS, Sought
from ivr.web.forms import Form

IN_HAND: Final = ("offered", "dialling", "talking", "unfiled")
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "waiting": ("waiting",),
    "ready": ("ready",),
    "in_hand": IN_HAND,
    "paused": ("paused",),
    "needs_human": ("needs_human",),
}
"""The states as the page counts them."""

FIELDS: Final = ("line", "language", "state", "overdue", "ending")


@dataclass(frozen=True, slots=True)
class Sieve:
    """What was asked for, as it was typed; and what is sought, as far as it could be read."""

    form: Form
    sought: Sought

    @property
    def asked(self) -> dict[str, Any]:
        """What the address of another page of the same has to carry on."""
        return {name: self.form.typed[name] for name in FIELDS if self.form.typed.get(name)}

    @classmethod
    def read(cls, asked: Mapping[str, str], lines: Mapping[str, Line], now: datetime) -> "Sieve":
        """The sieve that an address asks for. What can't be read is noted in its form."""
        form = Form.of(asked)
        line = _choice(form, "line", lines)
        return cls(
            form,
            Sought(
                line_id=lines[line].id if line else None,
                language=_choice(form, "language", LANGUAGES) or None,
                states=GROUPS.get(_choice(form, "state", GROUPS), ()),
                late_at=now if form.is_ticked("overdue") else None,
                ending=_ending(form),
            ),
        )


def carried(asked: Mapping[str, str]) -> dict[str, Any]:
    """What the address of a page that comes of the queue carries on, so that it leads back to
    what was sought, and to its page (`after`)."""
    return {name: asked[name] for name in (*FIELDS, "after") if asked.get(name)}


def to_queue(asked: Mapping[str, str]) -> str:
    """Where the supervisor came from: the queue as she had sieved it."""
    way = carried(asked)
    place = way.pop("after", "")
    if place:
        return url_for("queue.more", place=place, **way)
    return url_for("queue.page", **way)


def _choice(form: Form, name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    chosen = form.typed.get(name, "")
    if chosen and chosen not in known:
        form.refuse(name, "form.missing")
    return chosen if chosen in known else ""


def _ending(form: Form) -> str:
    """The last digits of a number; spaces and hyphens between them are no matter."""
    digits = form.typed.get("ending", "").translate({ord(sign): None for sign in " -"})
    if not digits:
        return ""
    fits = FEWEST_DIGITS <= len(digits) <= MOST_DIGITS
    if not (fits and digits.isascii() and digits.isdigit()):
        form.refuse("ending", "sieve.ending.wrong", least=FEWEST_DIGITS, most=MOST_DIGITS)
        return ""
    return digits
