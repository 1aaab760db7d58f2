"""Every order in which words can come, tried from the same beginning, each of them once more, too.

Orders that have led to the same rows go on alike, so they are followed only once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Attempt, Callback, Contact, Message, Rate, Staff, Tally

Word = Callable[[Session], object]
"""Something is told. It answers False if it could not be: then it is to be told later."""
Rows = tuple[Any, ...]

TABLES: Final = (Callback, Attempt, Staff, Contact, Message, Rate, Tally)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a beginning leads to: the rows in the end, and in how many orders."""

    ends: frozenset[Rows]
    orders: int


@dataclass
class Orders:
    """All orders of some words. Raises AssertionError for one that changes rows if told again."""

    session: Session
    words: Mapping[int, Word]
    _known: dict[tuple[frozenset[int], Rows], Reached] = field(default_factory=dict)

    def all(self) -> Reached:
        return self._after(frozenset(self.words))

    def _after(self, left: frozenset[int]) -> Reached:
        rows = every_row(self.session)
        if (left, rows) not in self._known:
            self._tell_again(left, rows)
            self._known[left, rows] = self._onwards(left) if left else Reached(frozenset({rows}), 1)
        return self._known[left, rows]

    def _onwards(self, left: frozenset[int]) -> Reached:
        ways = [way for one in left for way in self._through(one, left - {one})]
        ends = frozenset().union(*(way.ends for way in ways))
        return Reached(ends, sum(way.orders for way in ways))

    def _through(self, word: int, left: frozenset[int]) -> Iterator[Reached]:
        with self.session.begin_nested() as here:
            if self._tell(word):
                yield self._after(left)
            here.rollback()
        self.session.expire_all()

    def _tell_again(self, left: frozenset[int], rows: Rows) -> None:
        for word in self.words.keys() - left:
            with self.session.begin_nested() as here:
                self._tell(word)
                assert every_row(self.session) == rows, f"word {word}, told again"
                here.rollback()
            self.session.expire_all()

    def _tell(self, word: int) -> bool:
        told = self.words[word](self.session) is not False
        self.session.flush()
        self.session.expire_all()
        return told


def every_row(session: Session) -> Rows:
    """The callback's state first, then all rows of the tables, without the ids of texts."""
    return (*session.scalars(select(Callback.state)), *_rows(session))


def _rows(session: Session) -> Iterator[Rows]:
    for table in TABLES:
        columns = [each for each in table.__table__.columns if each.name not in ("token", "id")]
        for row in session.execute(select(*columns).order_by(*table.__table__.primary_key)):
            yield (table.__tablename__, *map(str, row))
