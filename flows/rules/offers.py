"""Which of many free times are read out to a caller: three at a time, the soonest first."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Final, Literal, Protocol, TypeVar

from flows.rules.window import HELSINKI, NOON, local_date

Part = Literal["morning", "afternoon"]

AT_A_TIME: Final = 3
FEW: Final = 6
"""Up to so many are all read out; of more, a caller first chooses the part of the day."""
PAGES: Final = 8


class Timed(Protocol):
    """Anything with a beginning."""

    @property
    def starts_at(self) -> datetime: ...


T = TypeVar("T", bound=Timed)


def part_of(moment: datetime) -> Part:
    """The part of the day at that moment in Helsinki."""
    return "morning" if moment.astimezone(HELSINKI).time() < NOON else "afternoon"


def are_many(times: Sequence[Timed]) -> bool:
    """Whether to ask for a part of the day first: more than a few times, and some in each part."""
    return len(times) > FEW and len({part_of(time.starts_at) for time in times}) > 1


def read_out(times: Sequence[T]) -> list[T]:
    """The times to be read out, of those that are free, soonest first.

    Few are all read out. Of many: the three soonest, then of what is left of each day the first,
    one in its middle and the last, so that the next day is one key away.
    """
    if len(times) <= FEW:
        return list(times)
    return list(islice(_some(times), AT_A_TIME * PAGES))


def _some(times: Sequence[T]) -> Iterator[T]:
    yield from times[:AT_A_TIME]
    for _, day in groupby(times[AT_A_TIME:], lambda time: local_date(time.starts_at)):
        yield from _spread(list(day))


def _spread(day: Sequence[T]) -> Sequence[T]:
    return day if len(day) <= AT_A_TIME else (day[0], day[len(day) // 2], day[-1])
