"""What an administrator and an auditor do, from logging in on, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from ivr.models import Callback, Event, Line, ServicePoint, Staff
from tests.browser import keys
from tests.browser.conftest import Agency

pytestmark = pytest.mark.browser


def test_somebody_new_is_added_and_her_password_is_shown_once(quiet: Agency) -> None:
    page = keys.log_in(quiet, "iida")
    keys.follow(page, "a[href='/staff/new/']")
    keys.fill(page, "#name", "eeva")
    keys.fill(page, "#phone", "050 765 4321")
    keys.press(page, "#language-fi", "Space")
    keys.press(page, "#language-sv", "Space")
    keys.follow(page, "main form button.main", to="Secrets for logging in")

    password = page.locator("#secrets dd.figure").first.inner_text()
    with quiet.database.reading() as session:
        assert session.query(Staff).filter_by(name="eeva").one().languages == ["sv"]
    elsewhere = quiet.open("/login")
    keys.fill(elsewhere, "#name", "eeva")
    keys.fill(elsewhere, "#password", password)
    elsewhere.keyboard.press("Enter")
    elsewhere.wait_for_url("**/desk")


def test_a_rule_of_a_line_is_changed(quiet: Agency) -> None:
    page = keys.log_in(quiet, "iida")
    keys.follow(page, "nav a[href='/lines']")
    keys.follow(page, "a[href='/lines/general/']")
    keys.follow(page, "a[href$='/policy/']")
    keys.fill(page, "#ladder-attempts", "99")
    page.keyboard.press("Enter")
    expect(page.locator("#ladder-attempts-wrong")).to_be_visible()
    keys.fill(page, "#ladder-attempts", "2")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("stored")
    with quiet.database.reading() as session:
        assert session.query(Line).one().policy["ladder"]["attempts"] == 2


def test_shorter_hours_are_stored_after_a_second_look(booked: Agency) -> None:
    page = keys.log_in(booked, "iida")
    keys.follow(page, "nav a[href='/service-points']")
    keys.follow(page, "a[href='/service-points/kuhmo/']")
    keys.fill(page, "#fri-closes", "10.00")
    page.keyboard.press("Enter")
    expect(page.locator("#hit")).to_be_visible()
    with booked.database.reading() as session:
        assert session.query(ServicePoint).filter_by(key="kuhmo").one().hours["fri"][1] != "10:00"
    keys.follow(page, "button[name=seen]")

    expect(page.get_by_role("status").first).to_contain_text("the changes are stored")
    with booked.database.reading() as session:
        assert session.query(ServicePoint).filter_by(key="kuhmo").one().hours["fri"][1] == "10:00"


def test_an_auditor_reads_the_queue_and_finds_what_was_done_with_a_callback(busy: Agency) -> None:
    page = keys.log_in(busy, "arvo")
    expect(page.locator("#rows tr").first).to_be_visible()
    assert page.locator("main button:not([data-live-pause]):not(.sieve button)").count() == 0
    keys.follow(page, "#rows a")
    assert page.locator("main form, main a.button").count() == 0

    public_id = page.url.split("/")[4]
    keys.follow(page, "nav a[href='/audit']")
    keys.fill(page, "#kind", "callb")
    keys.fill(page, "#of", public_id)
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_be_visible()

    with busy.database.reading() as session:
        row = session.query(Callback).filter_by(public_id=public_id).one()
        known = session.query(Event).filter_by(subject="callback", subject_id=row.id).count()
    assert page.locator("main tbody tr").count() == known
