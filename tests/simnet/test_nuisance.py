"""Citizens who do no good are few, and do what they are there for."""

from collections import Counter
from datetime import UTC, datetime

from ivr.simnet.folk.citizen import Citizen
from ivr.simnet.folk.nuisance import DEAR, MOST_CALLS, Fraudster, Spammer, anybody
from ivr.simnet.legs import Leg

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OWN_CALL = Leg("CA51", "inbound", "+358401", "+358295", "+358401", "completed", NOW, NOW)


def test_most_people_mean_well() -> None:
    kinds = Counter(type(anybody(seed)) for seed in range(3_000))

    assert kinds[Citizen] > 2_900
    assert 10 < kinds[Spammer] < 60
    assert 3 < kinds[Fraudster] < 40


def test_a_spammer_calls_again_whatever_was_promised_but_not_for_ever() -> None:
    spammer = Spammer(1)
    spammer.was_promised = spammer.has_talked = True

    pauses = []
    while (pause := spammer.after(OWN_CALL)) is not None:
        spammer.calls += 1
        pauses.append(pause)

    assert len(pauses) == MOST_CALLS
    assert all(pauses)


def test_a_fraudster_wants_a_dear_number_to_be_called() -> None:
    asked = {Fraudster(seed).ways.other.removeprefix("+358") for seed in range(200)}

    assert asked == set(DEAR)
    assert Fraudster(1).wish == "another number"
