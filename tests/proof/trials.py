"""The trials there are: what each would show to be false, and the command that makes it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Trial:
    """`claim` is what could turn out false; `command` runs in the repository's root."""

    name: str
    claim: str
    command: str


TRIALS: Final = (
    Trial(
        "year",
        "Whatever goes wrong on the telephone network, day after day for a year of Kainuu's "
        "calls, no invariant is broken, and when nothing goes wrong any more every request "
        "comes to its end.",
        "pytest -q --numprocesses auto tests/world/test_world.py -m 'crowd or not crowd'",
    ),
    Trial(
        "mistakes",
        "A world notices each of the mistakes that are made in a copy of the product on purpose.",
        "python -m tests.world.controls",
    ),
    Trial(
        "crashes",
        "A process may die, or sleep for eight hours, at any named moment of the stories that "
        "matter most, or die twice: on SQLite and on PostgreSQL, no clause of the oath is "
        "broken.",
        "python -m tests.crashes",
    ),
    Trial(
        "drills",
        "Real processes and databases may be killed at any moment under load: nothing is "
        "lost, nobody is called twice or outside the hours, and no lie is told.",
        "python -m tests.drills",
    ),
    Trial(
        "abuse",
        "Forged, cut and replayed webhooks change nothing; strangers can neither pester a "
        "victim nor make dear calls, nor guess what is not theirs.",
        "pytest -q -m abuse",
    ),
    Trial(
        "mutants",
        "No small change of hours, window, states, caps, claim or signature goes unnoticed by "
        "the tests unless it is explained why it changes nothing.",
        "python -m tests.mutants",
    ),
    Trial(
        "nation",
        "The rules serve a nation's year: two million calls.",
        "ivr simulate reckon",
    ),
    Trial(
        "copies",
        "Going back to a backup, and growing from SQLite to PostgreSQL, loses nothing.",
        "pytest -q tests/start/test_backup.py tests/start/test_restore.py tests/start/test_copy.py",
    ),
)
