"""Numbers that cost or alarm: no spelling gets one dialled, by whichever way it comes in."""

import re

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from flows.rules.numbers import EEA, Shown, Typed, read_shown, read_typed
from ivr.services import lines, renumbering
from ivr.services.contacts import Keyer
from ivr.services.renumbering import NotRenumbered
from scheduler.world.office import SECRET
from tests.abuse.many import many
from tests.abuse.spelt import ABROAD, EMERGENCY, SERVICE, SPELLINGS, written
from tests.stories.conftest import Begin
from tests.stories.people import serves
from tests.stories.world import SERVICE as OURS
from tests.stories.world import STAFF, World

OWN = OURS.removeprefix("+358")
AGENTS = STAFF["onni"][0].removeprefix("+358")
FINNISH = (*SERVICE, *EMERGENCY, OWN)
KEYER = Keyer(SECRET)

# Said again without the product's own tables: mobiles and geographic numbers of the plan.
ALLOWED = re.compile(r"\+358(4[0-8]|50)\d{4,8}|\+358(2|3|5|6|8|9|1[3-9])[1-8]\d{2,9}")

forbidden = st.one_of(
    st.sampled_from(FINNISH).flatmap(lambda number: st.sampled_from(written(number, finnish=True))),
    st.sampled_from(ABROAD).flatmap(lambda number: st.sampled_from(written(number, finnish=False))),
)
ways = st.lists(st.sampled_from(sorted(SPELLINGS)), max_size=3)


def spelt(number: str, names: list[str]) -> str:
    for name in names:
        number = SPELLINGS[name](number)
    return number


@examples(max_examples=200, deadline=None)
@given(number=forbidden, names=ways)
def test_no_spelling_makes_a_number_one_that_may_be_called(number: str, names: list[str]) -> None:
    raw = spelt(number, names)

    assert not isinstance(read_typed(raw, ours={OURS}), Typed)
    assert not isinstance(read_typed(raw, ours={OURS}, countries=EEA), Typed)
    assert not isinstance(read_shown(raw, ours={OURS}), Shown)


@examples(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=st.from_regex(r"\A[+0]{0,3}(358)?[ ()0-9.\-/]{2,18}\Z"))
def test_whatever_is_typed_is_a_personal_number_or_refused(raw: str) -> None:
    read = read_typed(raw, ours={OURS})

    assert not isinstance(read, Typed) or ALLOWED.fullmatch(read.e164)


@many(4, 400)
def test_whatever_is_keyed_shown_or_told_us_only_citizens_are_rung(
    begin: Begin, count: int
) -> None:
    """By key, by what the network shows, by a supervisor, by a text: the network's ledger tells."""
    world = begin("2026-11-24 09:30", beat=5)
    world.agent("aino").left_to(serves(minutes=1))
    world.agent("onni", "off")
    citizen = world.citizen()
    dear = [
        *(one for number in (*FINNISH, AGENTS) for one in written(number, finnish=True)),
        *(one for number in ABROAD for one in written(number, finnish=False)),
    ]
    step = max(1, len(dear) // count)
    for n, one in enumerate(dear[::step][:count]):
        keys_it(world, f"+35840555{n:04}", one.lstrip("+"))
        calls_from_it(world, one)
        world.citizen(one).write(OURS, "Soittakaa!")
    citizen.dial(OURS).press("1", "1", "1")
    a_supervisor_is_told(world, dear)
    world.after(minutes=40)

    rung = {leg.to for leg in world.network.legs() if leg.direction != "inbound"}
    assert rung == {citizen.number, STAFF["aino"][0]}
    assert {one.contact_id for one in world.callbacks} == {world.callback.contact_id}
    texted = {text.to for text in world.network.texts() if text.from_ == OURS}
    assert all(number.endswith(AGENTS) or number == citizen.number for number in texted)


def keys_it(world: World, number: str, keys: str) -> None:
    caller = world.citizen(number).dial(OURS).press("1", "1", "2")
    caller.press(f"{keys}#")
    assert caller.leg.live or "tallessa" not in caller.said
    if caller.leg.live:
        caller.hang_up()


def calls_from_it(world: World, shown: str) -> None:
    """The network shows it as the caller's, as somebody has had it do."""
    caller = world.citizen("+358405550000")
    world.network.dial(caller.number, OURS, shown=shown)
    caller.listen()
    for _ in range(3):
        if caller.leg.live:
            caller.press("1")
    if caller.leg.live:
        caller.hang_up()


def a_supervisor_is_told(world: World, numbers: list[str]) -> None:
    for number in numbers:
        with world.acting() as session:
            assert lines.default(session).number == OURS
            try:
                renumbering.renumber(
                    session, KEYER, world.callback.public_id, number, "supervisor:0", world.now
                )
            except NotRenumbered:
                continue
        raise AssertionError(f"{number} was taken")
