"""The table of invariants: none is missing, and none is held by something that is not there."""

from pathlib import Path

from tests.world.invariants import INVARIANTS, WORLD

TESTS = Path(__file__).parents[1]
HELD = [one for held in INVARIANTS.values() for one in held]


def test_every_invariant_is_held_by_something() -> None:
    assert list(INVARIANTS) == [f"I{number}" for number in range(1, 37)]
    assert all(INVARIANTS.values())


def test_every_clause_belongs_to_an_invariant() -> None:
    clauses = {one for one in HELD if not isinstance(one, str)}

    assert clauses == {*WORLD}


def test_what_is_held_by_tests_of_its_own_has_them() -> None:
    for name in (one for one in HELD if isinstance(one, str)):
        assert "def test_" in (TESTS / name).read_text(encoding="utf-8"), name
