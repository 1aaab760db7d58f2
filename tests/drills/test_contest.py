"""Who was taken twice is found, whoever of several has taken him."""

from tests.drills.contest import twice


def test_whatever_was_taken_again_is_named_each_time() -> None:
    assert twice(["7", "8", "7", "9", "7"]) == ["7", "7"]


def test_where_each_was_taken_once_nothing_is_named() -> None:
    assert twice(["7", "8", "9"]) == []
