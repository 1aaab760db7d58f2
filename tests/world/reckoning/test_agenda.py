"""What is planned happens in order of time, and leaves a trace."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler.world.reckoning.agenda import Agenda

NOW = datetime(2026, 1, 7, 7, tzinfo=UTC)


@dataclass
class Witness:
    id: int = 7

    def __post_init__(self) -> None:
        self.seen: list[str] = []

    def first(self, _: object) -> None:
        self.seen.append("first")

    def second(self, _: object) -> None:
        self.seen.append("second")


def test_the_earlier_happens_first_and_what_was_planned_first_of_equals() -> None:
    agenda, who = Agenda(NOW), Witness()
    agenda.after(60, who.second, who)
    agenda.at(NOW, who.first, who)
    agenda.at(NOW, who.second, who)

    agenda.run(NOW + timedelta(hours=1))

    assert who.seen == ["first", "second", "second"]
    assert (agenda.happened, agenda.has_more) == (3, False)
    assert agenda.now == NOW + timedelta(hours=1)


def test_what_is_due_later_is_left() -> None:
    agenda, who = Agenda(NOW), Witness()
    agenda.after(60, who.first, who)

    agenda.run(NOW + timedelta(seconds=60))

    assert (who.seen, agenda.has_more) == ([], True)


def test_a_trace_tells_when_what_and_to_whom() -> None:
    assert trace(0, "first", 7) == trace(0, "first", 7)
    changed = {trace(1, "first", 7), trace(0, "second", 7), trace(0, "first", 8)}
    assert len({trace(0, "first", 7), *changed}) == 4


def test_a_trace_goes_on_from_what_was_sealed() -> None:
    agenda, who = Agenda(NOW), Witness()
    agenda.after(0, who.first, who)
    agenda.run(NOW + timedelta(seconds=1))
    sealed = agenda.seal()
    assert agenda.seal() == sealed

    agenda.after(0, who.first, who)
    agenda.run(NOW + timedelta(seconds=2))

    assert agenda.seal() != sealed


def trace(seconds: float, what: str, id: int) -> str:
    agenda, who = Agenda(NOW), Witness(id)
    agenda.after(seconds, getattr(who, what), who)
    agenda.run(NOW + timedelta(minutes=1))
    return agenda.seal()
