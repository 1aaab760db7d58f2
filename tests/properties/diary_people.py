"""What citizens and agents do with a diary."""

from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from tests.properties.diary_changing import Changing

CITIZENS: Final = ("call:1", "call:2", "web:3")
WHAT: Final = ("take", "take", "take again", "pick", "book", "move", "move", "move to", "cancel")


@dataclass(frozen=True)
class Act:
    """`who` and `by` act for whose number; on which of the next times, on which booking back."""

    what: str
    who: str
    whose: int
    source: str
    which: int
    ago: int
    by: str


ACTS = st.builds(
    Act,
    what=st.sampled_from(WHAT),
    who=st.sampled_from(CITIZENS),
    whose=st.integers(0, 2),
    source=st.sampled_from(("shown", "shown", "typed")),
    which=st.integers(0, 11),
    ago=st.integers(0, 9),
    by=st.sampled_from(("citizen", "citizen", "staff")),
)


class People(Changing):
    def somebody_acts(self, act: Act) -> None:
        match act.what:
            case "pick":
                self.pick(act.who if act.by == "citizen" else "staff:1", act.which)
            case "take":
                self.pick(act.who, act.which)
                self.take(act.who, act.whose, act.source)
            case "take again":
                self.take(act.who, act.whose, act.source)
            case "book":
                self.book_now(act.which, act.whose)
            case _ if self.is_any_booked():
                self._change(act)

    def _change(self, act: Act) -> None:
        match act.what:
            case "move":
                self.move(act.ago, act.which, act.by)
            case "move to":
                self.pick(act.who, act.which)
                self.move_to_the_pick(act.ago, act.who)
            case _:
                self.cancel(act.ago, act.by)
