"""What is changed of tables, and when a change that no test noticed is let pass."""

from pathlib import Path

import pytest

from tests.mutants.mutant import LIST, Mutant, between, explained, judge
from tests.mutants.tables import changed

TABLE = """
LIMIT: Final[Mapping[str, int]] = {"ä": 120, "b": True}
MOVES = frozenset({A.ON, A.OFF})
END = frozenset({A.END})
BOTH = ("x", "y")


class Caps:
    codes: int = 10

    def legs(self) -> int:
        return 4
"""
FILE = "flows/rules/caps.py"


def test_each_number_and_each_member_outside_functions_is_changed_once() -> None:
    changes = [between(FILE, TABLE, after, killed=True).becomes for after in changed(TABLE)]
    assert changes == [
        'LIMIT: Final[Mapping[str, int]] = {"b": True}',
        'LIMIT: Final[Mapping[str, int]] = {"ä": 120}',
        'LIMIT: Final[Mapping[str, int]] = {"ä": 121, "b": True}',
        "MOVES = frozenset({A.OFF})",
        "MOVES = frozenset({A.ON})",
        "END = frozenset({})",
        'BOTH = ("y")',
        'BOTH = ("x")',
        "codes: int = 11",
    ]


def test_a_member_that_has_lines_of_its_own_is_left_out_with_them() -> None:
    assert list(changed("A = {\n    X,\n    Y,\n}\n")) == [
        "A = {\n    Y,\n}\n",
        "A = {\n    X,\n}\n",
    ]


KILLED = Mutant(FILE, "a < b", "a <= b", killed=True)
ALIVE = Mutant(FILE, "a < c", "a <= c", killed=False)


@pytest.mark.parametrize(
    ("what", "mutants", "equal", "unexplained", "stale"),
    [
        ("all were noticed", [KILLED], [], [], 0),
        ("one was not", [KILLED, ALIVE], [], [ALIVE], 0),
        ("it was not, and none can", [KILLED, ALIVE], [ALIVE.key], [], 0),
        ("another is explained", [ALIVE], [KILLED.key], [ALIVE], 1),
        ("what is explained was noticed", [KILLED], [KILLED.key], [], 1),
        ("of a file that was not looked at", [KILLED], [("other.py", "a", "b")], [], 0),
    ],
)
def test_what_goes_unnoticed_is_explained_and_nothing_else_is(
    what: str,
    mutants: list[Mutant],
    equal: list[tuple[str, str, str]],
    unexplained: list[Mutant],
    stale: int,
) -> None:
    verdict = judge(mutants, equal)
    assert (verdict.unexplained, len(verdict.stale)) == (unexplained, stale), what


def test_the_table_counts_what_was_killed_explained_and_neither() -> None:
    other = Mutant(FILE, "a < d", "a <= d", killed=False)
    assert judge([KILLED, ALIVE, other], [ALIVE.key]).rows == [(FILE, 3, 1, 1, 1)]


def test_every_explanation_is_of_a_line_that_there_is() -> None:
    assert LIST.exists()
    for file, was, _ in explained():
        assert was in Path(file).read_text(), (file, was)
