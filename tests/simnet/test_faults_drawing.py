"""Which fault strikes when: by chance with a seed, by number, by time, by what is matched."""

from datetime import timedelta

import pytest

from ivr.simnet.events import EventLog
from ivr.simnet.faults import KINDS, BadFaultError, Fault, Faults, Occasion
from tests.simnet.application import Application
from tests.simnet.conftest import START, MakeNetwork
from tests.simnet.quarter import busy_quarter

CONTROL = Occasion("CA1", "control", "/voice/turn/2/", "inbound", "in-progress")


class Clockwork:
    """Faults of a network whose time a test sets."""

    def __init__(self, *wanted: Fault, seed: int = 1) -> None:
        self.now = START
        self.log = EventLog(1_000)
        self.faults = Faults(seed, lambda: self.now, self.log, wanted)

    def struck(self, times: int, occasion: Occasion = CONTROL) -> list[str]:
        """What strikes a webhook, so many times in a row; `-` where nothing does."""
        strikes = [self.faults.strike("webhook", occasion=lambda: occasion) for _ in range(times)]
        return [fault.name if fault else "-" for fault in strikes]


def test_nothing_strikes_unless_it_is_on() -> None:
    assert set(Clockwork().struck(100)) == {"-"}
    assert set(Clockwork(Fault("slow", probability=0)).struck(100)) == {"-"}


def test_what_is_sure_always_strikes() -> None:
    assert set(Clockwork(Fault("slow")).struck(100)) == {"slow"}


def test_a_probability_is_how_often_it_strikes() -> None:
    struck = Clockwork(Fault("slow", probability=0.3)).struck(2_000)

    assert struck.count("slow") == pytest.approx(600, abs=60)


def test_the_nth_is_struck_alone_and_only_what_fits_is_counted() -> None:
    world = Clockwork(Fault("slow", nth=2, path="/turn/"))
    other = Occasion("CA1", "control", "/voice/incoming")

    assert world.struck(1) == ["-"]
    assert world.struck(3, other) == ["-", "-", "-"]
    assert world.struck(3) == ["slow", "-", "-"]


@pytest.mark.parametrize(
    ("fault", "fits"),
    [
        (Fault("slow", purpose="control"), True),
        (Fault("slow", purpose="status"), False),
        (Fault("slow", path="/turn/"), True),
        (Fault("slow", path="/offer/"), False),
        (Fault("slow", direction="inbound"), True),
        (Fault("slow", direction="outbound-api"), False),
        (Fault("slow", status="in-progress"), True),
        (Fault("slow", status="completed"), False),
        (Fault("slow", purpose="control", path="/turn/", status="completed"), False),
        (Fault("busy"), False),
    ],
)
def test_a_fault_strikes_only_what_it_matches(fault: Fault, fits: bool) -> None:
    assert Clockwork(fault).struck(1) == ["slow" if fits else "-"]


def test_a_window_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    begins, ends = START + timedelta(minutes=1), START + timedelta(minutes=2)
    world = Clockwork(Fault("slow", since=begins, until=ends))

    struck = []
    for world.now in (START, begins, ends - timedelta(seconds=1), ends):
        struck += world.struck(1)

    assert struck == ["-", "slow", "slow", "-"]


def test_one_fault_strikes_at_a_time_and_its_draws_are_its_own() -> None:
    """Others may be on: it strikes the same occasions, unless one before it in the table does."""
    alone = Clockwork(Fault("slow", probability=0.3)).struck(500)
    beside = Clockwork(Fault("refused", probability=0.3), Fault("slow", probability=0.3)).struck(
        500
    )

    assert "refused" in beside
    assert all(both in (one, "refused") for one, both in zip(alone, beside, strict=True))


def test_the_seed_decides() -> None:
    half = Fault("slow", probability=0.5)

    assert Clockwork(half).struck(50) == Clockwork(half).struck(50)
    assert Clockwork(half).struck(50) != Clockwork(half, seed=2).struck(50)


def test_what_is_set_takes_the_place_of_what_was_set_by_that_name() -> None:
    world = Clockwork(Fault("slow"), Fault("refused", path="/offer/"))

    world.faults.set(Fault("slow", path="/offer/"), Fault("slow", path="/turn/", seconds=3))
    assert len(world.faults.on) == 3
    assert world.struck(1) == ["slow"]

    world.faults.clear("slow")
    assert world.struck(1) == ["-"]
    world.faults.clear()
    assert world.faults.on == ()


def test_each_strike_is_counted_and_written_down() -> None:
    world = Clockwork(Fault("slow"))
    world.struck(3)
    world.faults.clear()

    assert world.faults.injected == {"slow": 3}
    events = world.log.after()
    assert [(e.kind, e.sid, e.data["name"], e.data["path"]) for e in events] == [
        ("fault", "CA1", "slow", "/voice/turn/2/")
    ] * 3


@pytest.mark.parametrize("name", KINDS)
def test_every_fault_can_be_switched_on_and_says_what_it_does(name: str) -> None:
    assert Fault(name).what.endswith(".")
    assert Fault(name).lasts >= 0


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        ({"name": "slwo"}, "there is no fault 'slwo'; is slow meant?"),
        ({"name": "slow", "probability": 1.5}, "slow: probability 1.5 is not from 0 to 1"),
        ({"name": "slow", "probability": -0.5}, "slow: probability -0.5 is not from 0 to 1"),
        ({"name": "slow", "nth": 0}, "slow: nth counts from 1, so 0 never comes"),
        ({"name": "refused", "seconds": 3}, "refused: seconds can't be 3"),
        ({"name": "slow", "seconds": -1}, "slow: seconds can't be -1"),
        (
            {"name": "slow", "since": START.replace(tzinfo=None)},
            "slow: a moment needs its offset, such as +02:00",
        ),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(wanted: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadFaultError) as refused:
        Fault(**wanted)  # type: ignore[arg-type]
    assert str(refused.value) == complaint


EVERYTHING = tuple(Fault(name, probability=0.1) for name in KINDS if not name.startswith("api_"))


def test_the_same_seed_and_the_same_faults_give_the_same_day(
    make_network: MakeNetwork, application: Application
) -> None:
    networks = [make_network(seed=5, faults=EVERYTHING) for _ in range(2)]
    first, second = (busy_quarter(network, application) for network in networks)

    assert first == second
    assert sum(networks[0].faults.injected.values()) > 20
    networks[0].run_for(3600)
    assert networks[0].legs(live=True) == ()
