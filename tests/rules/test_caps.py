"""Caps per number and local day."""

import tomllib
from dataclasses import asdict

import pytest

from flows.rules.caps import Caps, may_ring, may_stay_on_the_line
from flows.rules.numbers import Source
from flows.rules.reason import because
from ivr.settings import SAMPLE_AGENCY

CAPS = Caps()


@pytest.mark.parametrize(("source", "cap"), [("shown", 4), ("staff", 4), ("typed", 2), ("web", 2)])
def test_a_number_is_rung_only_so_often_a_day(source: Source, cap: int) -> None:
    allowed = [may_ring(legs, source, CAPS).allowed for legs in range(6)]
    assert allowed == [legs < cap for legs in range(6)]
    assert may_ring(cap, source, CAPS).reason == because("legs_spent", used=cap, cap=cap)


def test_staying_on_the_line_works_once_a_day() -> None:
    assert may_stay_on_the_line(0, CAPS).reason == because("within_cap", used=0, cap=1)
    assert may_stay_on_the_line(1, CAPS).reason == because("unattended_spent", used=1, cap=1)


def test_the_sample_agency_shows_each_cap_as_it_is_where_an_agency_sets_none() -> None:
    shown = tomllib.loads(SAMPLE_AGENCY.read_text())["lines"][0]["policy"]["caps"]
    assert shown == asdict(CAPS)


def test_an_agency_may_set_its_own_caps() -> None:
    strict = Caps(legs_trusted=1, legs_typed=0, requests=1, typed_numbers=0, unattended=0)
    assert not may_ring(1, "shown", strict)
    assert not may_ring(0, "typed", strict)
    assert not may_stay_on_the_line(0, strict)
