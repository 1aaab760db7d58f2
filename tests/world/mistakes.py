"""Mistakes that somebody could make, each a few changed letters: a world must notice every one.

If it does not, the world is at fault, not the product.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from scheduler.world.outline import Outline

DAY: Final = Outline(seed=11, first=date(2026, 11, 24), days=1, factor=0.4, agents=3)
"""A Tuesday of some forty callers, on which things go wrong."""
UNSURE: Final = replace(DAY, seed=38)
"""On which orders are carried out and not answered."""
LATE: Final = replace(DAY, agents=1, factor=0.8)
"""So many for one agent that the day ends before the queue."""
CALM: Final = replace(DAY, rough=False)
WEEKEND: Final = replace(LATE, first=date(2026, 12, 4), days=4)
"""Friday, and a holiday on the Sunday; what is left is for Monday."""
CHRISTMAS: Final = replace(LATE, first=date(2026, 12, 23), days=3)
"""The day before Christmas Eve, which is a working Thursday, and a Friday that is none."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """`was` stands once in `file`, and `becomes` the mistake; the world of `outline` notices."""

    name: str
    file: str
    was: str
    becomes: str
    outline: Outline

    def made_in(self, tree: Path) -> None:
        """Makes the mistake in a copy of the product. Raises ValueError if there is nothing like
        `was` there any more, or several."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.was) != 1:
            raise ValueError(
                f"{self.name}: {self.file} has {text.count(self.was)} times {self.was!r}"
            )
        path.write_text(text.replace(self.was, self.becomes), encoding="utf-8")


MISTAKES: Final = (
    Mistake(
        "hours by the wrong clock", "flows/rules/window.py",
        "return datetime.combine(on, clock, HELSINKI).astimezone(UTC)",
        "return datetime.combine(on, clock, UTC)", LATE,
    ),
    Mistake(
        "an unknown day counts as open, and a holiday too", "ivr/services/calendar.py",
        "yield DayFacts(day, week, holiday,", "yield DayFacts(day, week, None,", CHRISTMAS,
    ),
    Mistake(
        "a miss counts twice", "ivr/services/retries.py",
        "counted=callback.counted + counted,", "counted=callback.counted + 2 * counted,", CALM,
    ),
    Mistake(
        "an order without an answer is given again", "ivr/telephony/client.py",
        "        return Placed(answer_to(ask).sid)\n",
        "        try:\n            return Placed(answer_to(ask).sid)\n"
        "        except RequestException:\n            return Placed(answer_to(ask).sid)\n", UNSURE,
    ),
    Mistake(
        "a new claim has the old epoch", "ivr/services/moves.py",
        'values["epoch"] = callback.epoch + 1', 'values["epoch"] = callback.epoch', CALM,
    ),
    Mistake(
        "a place is not given back", "ivr/services/places.py",
        ".values(taken=Slot.taken - 1,", ".values(taken=Slot.taken,", CALM,
    ),
    Mistake(
        "the queue is in order of the last change", "ivr/services/probes.py",
        "select(Callback.id, Callback.arrived_at).where(*_FREE).order_by(Callback.arrived_at)",
        "select(Callback.id, Callback.arrived_at).where(*_FREE).order_by(Callback.state_since)",
        LATE,
    ),
    Mistake(
        "a webhook needs no signature", "ivr/web/gate.py",
        "if not is_genuine(here.tokens, url, fields, signature):", "if False:", CALM,
    ),
    Mistake(
        "after a miss the next call comes at once", "flows/rules/ladder.py",
        "    at = _not_yet_tried(due, tries.hours, calendar)\n", "    at = ended_at\n", CALM,
    ),
    Mistake(
        "a number may be called all day long", "ivr/services/legs.py",
        "return rates.take_all(session, _counters(session, callback, caps), day)",
        "return True", replace(CALM, days=2, factor=1.0),
    ),
    Mistake(
        "calls are ordered as fast as they come", "ivr/services/pace.py",
        'values = {"of": key, "next": now + gap,', 'values = {"of": key, "next": now,',
        replace(LATE, agents=4),
    ),
    Mistake(
        "what the network left open is never asked about", "scheduler/asking.py",
        "            self._ask_about(subject, [one for name in finds for one in due[name][:MOST]])",
        "            pass", DAY,
    ),
    Mistake(
        "what is promised is not written down", "ivr/services/promises.py",
        "    if told.promise is None:\n        return\n    session.add(",
        "    if told.promise is not None:\n        return\n    session.add(", CALM,
    ),
    Mistake(
        "counters are not counted down", "ivr/services/tallies.py",
        '.values(count=_TALLIES.c.count - bindparam("many"))', ".values(count=_TALLIES.c.count)",
        CALM,
    ),
    Mistake(
        "a phone time comes an hour late", "ivr/services/phone_times.py",
        "Booking.starts_at <= ahead(EARLY),", "Booking.starts_at <= ago(timedelta(hours=1)),",
        replace(CALM, factor=1.0, agents=5),
    ),
)  # fmt: skip
