"""The closed list of reasons: nothing outside it, nothing in it that no rule gives."""

import re
from pathlib import Path

import pytest

import flows.rules
from flows.rules.reason import REASONS, Decision, Reason, because

SOURCES = [path for path in Path(flows.rules.__path__[0]).glob("*.py") if path.stem != "reason"]


def test_every_reason_in_the_list_is_given_by_some_rule() -> None:
    code = "\n".join(path.read_text() for path in SOURCES)
    assert len(SOURCES) > 8
    assert [reason for reason in REASONS if not re.search(rf'"{reason}"', code)] == []


def test_a_reason_outside_the_list_or_with_other_values_is_refused() -> None:
    with pytest.raises(ValueError, match="no reason"):
        because("moon_is_full")
    with pytest.raises(ValueError, match="no reason"):
        because("holiday")
    with pytest.raises(ValueError, match="no reason"):
        because("weekend", name="x")


def test_a_decision_is_true_when_it_allows() -> None:
    assert Decision(True, Reason("open"))
    assert not Decision(False, Reason("weekend"))


def test_reasons_are_values() -> None:
    assert because("holiday", name="vappu") == because("holiday", name="vappu")
    assert because("holiday", name="vappu") != because("holiday", name="loppiainen")
    assert len({because("weekend"), because("weekend")}) == 1
