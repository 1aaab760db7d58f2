"""Whom a change would hit, seen before it is made: it is made, looked at, and undone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

from ivr.models import Booking
from ivr.services import booking_lists
from ivr.services.booking_lists import Row

Change = Callable[[Session], Iterable[Booking]]
"""What is to be done: it gives the bookings that it takes back."""


@dataclass(frozen=True, slots=True)
class Hit:
    """The bookings that a change takes back, and whether it has been made."""

    rows: Sequence[Row]
    made: bool

    @property
    def mark(self) -> str:
        """Another one as soon as anybody else is hit."""
        return mark(row.id for row in self.rows)

    @property
    def visits(self) -> int:
        return sum(row.kind == "visit" for row in self.rows)

    @property
    def phone_times(self) -> int:
        return sum(row.kind == "phone_time" for row in self.rows)


def mark(ids: Iterable[str]) -> str:
    """A short name for a set of bookings."""
    return sha256(" ".join(sorted(ids)).encode()).hexdigest()[:16]


NOBODY: Final = mark(())


def make(session: Session, change: Change, seen: str | None) -> Hit:
    """Make a change if it hits just those whose mark was `seen`; else nothing has happened.

    Whatever the change raises goes on, and then nothing has happened either.
    """
    with session.begin_nested() as attempt:
        rows = [booking_lists.row(one) for one in change(session)]
        rows.sort(key=lambda row: (row.starts_at, row.id))
        made = seen == mark(row.id for row in rows)
        if not made:
            attempt.rollback()
    return Hit(rows, made)
