"""What is drawn can't be guessed, and yet a world can be lived through once more."""

from random import Random

from ivr import chance


def test_names_are_long_and_never_the_same() -> None:
    names = {chance.opaque_name() for _ in range(1_000)}

    assert len(names) == 1_000
    assert all(len(name) == 32 and set(name) <= set("0123456789abcdef") for name in names)


def test_digits_may_begin_with_zero() -> None:
    drawn = {chance.digits(2) for _ in range(2_000)}

    assert len(drawn) == 100
    assert "07" in drawn


def test_a_world_draws_the_same_once_more_and_nobody_else_does() -> None:
    def draw() -> tuple[str, str]:
        return chance.opaque_name(), chance.digits(8)

    with chance.drawn_from(Random(7)):
        first = draw()
    with chance.drawn_from(Random(7)):
        again = draw()

    assert first == again
    assert draw() != first
