"""The page of proof shows what was kept, and nothing that anybody typed."""

import re

from tests.proof.page import PAGE, render
from tests.proof.results import Result, kept
from tests.proof.trials import TRIALS


def test_the_page_is_what_the_results_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(kept())


def test_no_trial_on_the_page_has_failed() -> None:
    assert [result.name for result in kept().values() if result.exit] == []


def test_a_trial_that_did_not_hold_is_shown_as_such() -> None:
    broken = Result(TRIALS[0].name, "abc1234", "2026-11-24", 61, 1, ("1 failed",))

    page = render({broken.name: broken})

    assert "| **did not hold** | 2026-11-24 | `abc1234` | 1 min 1 s |" in page
    assert "1 failed" in page
    assert page.count("not made yet") == len(TRIALS) - 1


def test_the_page_knows_no_machine() -> None:
    assert not re.search(r"(?<![\w.])/(home|root|tmp|work|dev)/", PAGE.read_text(encoding="utf-8"))
