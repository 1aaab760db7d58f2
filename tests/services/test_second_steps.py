"""The second step: a code is good for its half-minute and once, and no code is kept in clear."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest

from ivr.db import Database
from ivr.models import Event, Staff
from ivr.services import logins, second_steps
from ivr.services.second_steps import Safe
from tests import make
from tests.make import NOW, span

SAFE = Safe("the secret of tests")
SEED = "a seed"
HALF_MINUTE = timedelta(seconds=30)


def code_at(at: datetime, seed: str = SEED) -> str:
    """What her telephone shows."""
    return pyotp.TOTP(SAFE.secret(seed)).at(at)


class Saara:
    """A supervisor whose authenticator was added five minutes ago."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.id = self._do(lambda rows: make.an_agent(rows, "saara", role="supervisor").id)
        added = NOW - span("5 min")
        self.codes: tuple[str, ...] = self._do(
            lambda rows: second_steps.add(rows, SAFE, self.id, SEED, code_at(added), added)
        )

    def passes(self, code: str, at: datetime = NOW, safe: Safe = SAFE) -> bool:
        return bool(self._do(lambda rows: second_steps.passes(rows, safe, self.id, code, at)))

    def _do(self, act: Callable[[Any], Any]) -> Any:
        with self.database.writing() as rows:
            return act(rows)


@pytest.fixture
def saara(database: Database) -> Saara:
    return Saara(database)


def test_the_code_on_her_telephone_passes(saara: Saara) -> None:
    assert saara.passes(code_at(NOW))


@pytest.mark.parametrize(
    ("shown", "passes"),
    [("-60 s", False), ("-30 s", True), ("30 s", True), ("60 s", False)],
)
def test_a_telephone_s_clock_may_be_half_a_minute_off(
    saara: Saara, shown: str, passes: bool
) -> None:
    sign, words = (-1, shown[1:]) if shown.startswith("-") else (1, shown)

    assert saara.passes(code_at(NOW + sign * span(words))) is passes


def test_a_code_is_good_once(saara: Saara) -> None:
    assert saara.passes(code_at(NOW))

    assert not saara.passes(code_at(NOW))
    assert not saara.passes(code_at(NOW - HALF_MINUTE))  # overheard, and older than the one used
    assert saara.passes(code_at(NOW + HALF_MINUTE), NOW + HALF_MINUTE)


def test_the_code_that_added_the_authenticator_is_used_up(database: Database) -> None:
    saara = Saara(database)
    added = NOW - span("5 min")

    assert not saara.passes(code_at(added), added)


@pytest.mark.parametrize("code", ["", "000000", "12345", "x" * 300, "ääkkös", "１２３４５６"])
def test_what_is_no_code_does_not_pass(saara: Saara, code: str) -> None:
    assert not saara.passes(code)


def test_a_code_may_be_typed_in_groups(saara: Saara) -> None:
    code = code_at(NOW)

    assert saara.passes(f" {code[:3]} {code[3:]} ")


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the secret of its test vectors, and the last six of eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    vectors = {59: "287082", 1111111109: "081804", 2000000000: "279037"}

    for seconds, code in vectors.items():
        at = datetime.fromtimestamp(seconds, NOW.tzinfo)
        assert second_steps._step(secret, code, at) == seconds // 30


def test_an_authenticator_is_added_only_with_a_code_of_its_own(database: Database) -> None:
    with database.writing() as rows:
        saara = make.an_agent(rows, "saara", role="supervisor")
        assert second_steps.add(rows, SAFE, saara.id, SEED, code_at(NOW, "other"), NOW) is None

    with database.reading() as rows:
        assert rows.get_one(Staff, saara.id).totp_seed is None


def test_the_account_and_its_visitor_say_that_there_is_a_second_step(
    database: Database, saara: Saara
) -> None:
    with database.writing() as rows:
        account = logins.account(rows, "saara")
        visitor = logins.visitor(rows, logins.begin(rows, saara.id, NOW), NOW)

    assert account
    assert account.two_steps
    assert visitor
    assert visitor.two_steps


def test_whoever_has_no_second_step_passes_by_no_code(database: Database) -> None:
    saara = Saara(database)
    with database.writing() as rows:
        second_steps.remove(rows, saara.id, "system", NOW)

    assert not saara.passes(code_at(NOW))
    assert not saara.passes(saara.codes[0])


# --- recovery codes ---


def test_each_of_ten_recovery_codes_is_good_once(saara: Saara) -> None:
    assert len(set(saara.codes)) == second_steps.CODES

    assert all(saara.passes(code) for code in saara.codes)
    assert not any(saara.passes(code) for code in saara.codes)


def test_a_recovery_code_may_be_typed_as_people_type(saara: Saara) -> None:
    assert saara.passes(saara.codes[0].lower().replace("-", " "))


def test_new_recovery_codes_take_the_place_of_the_old_ones(
    database: Database, saara: Saara
) -> None:
    with database.writing() as rows:
        new = second_steps.new_codes(rows, SAFE, saara.id)

    assert not any(saara.passes(code) for code in saara.codes)
    assert saara.passes(new[0])


def test_somebody_else_s_recovery_code_is_none_of_hers(database: Database, saara: Saara) -> None:
    with database.writing() as rows:
        bo = make.an_agent(rows, "bo")
        theirs = second_steps.new_codes(rows, SAFE, bo.id)

    assert not any(saara.passes(code) for code in theirs)


def test_recovery_codes_are_renewed_only_beside_an_authenticator(
    database: Database, saara: Saara
) -> None:
    saara.passes(saara.codes[0])
    with database.writing() as rows:
        bo = make.an_agent(rows, "bo")
        assert second_steps.codes_left(rows, saara.id) == second_steps.CODES - 1
        assert second_steps.renew_codes(rows, SAFE, bo.id, NOW) is None
        new = second_steps.renew_codes(rows, SAFE, saara.id, NOW)

    assert new
    assert saara.passes(new[0])
    assert not saara.passes(saara.codes[1])


# --- what is kept ---


def test_the_tables_hold_nothing_that_passes(database: Database, saara: Saara) -> None:
    with database.reading() as rows:
        kept = rows.get_one(Staff, saara.id)
        stored = [kept.totp_seed or "", *(kept.recovery_codes or ())]

    assert len(stored) == 1 + second_steps.CODES
    assert not any(saara.passes(one) for one in stored)
    assert all(SAFE.secret(SEED) != one for one in stored)


def test_without_the_installation_s_secret_a_seed_makes_other_codes(saara: Saara) -> None:
    assert not saara.passes(code_at(NOW), safe=Safe("another secret"))


def test_the_journal_tells_what_happened_to_the_second_step(
    database: Database, saara: Saara
) -> None:
    saara.passes(saara.codes[0])
    with database.writing() as rows:
        second_steps.remove(rows, saara.id, "system", NOW)

    with database.reading() as rows:
        told = [(event.cause, event.actor) for event in rows.query(Event).order_by(Event.id)]
    assert told == [
        ("second_step_added", f"supervisor:{saara.id}"),
        ("recovery_code_used", f"supervisor:{saara.id}"),
        ("second_step_removed", "system"),
    ]
