"""A passkey in a real browser, whose device is made up."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from ivr.db import Database
from tests import ports
from tests.browser.conftest import Agency
from tests.browser.stage import PASSWORD, application, open_agency, served
from tests.clocks import Settable
from tests.conftest import only_sqlite

pytestmark = [pytest.mark.browser, only_sqlite]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def agency(chromium: Browser, database: Database, clock: Settable) -> Iterator[Agency]:
    """At a name, since devices keep no passkeys for addresses in digits."""
    with database.writing() as session:
        open_agency(session)
    port = ports.two_free()
    address = f"http://localhost:{port}"
    with served(application(database, clock, address), port):
        agency = Agency(address, database, clock, chromium)
        yield agency
        agency.close()
    assert agency.complaints == []


def test_a_passkey_is_made_and_used_by_keyboard_alone(agency: Agency) -> None:
    page = agency.log_in("saara")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto(f"{agency.address}/account/passkeys")
    page.locator("#name").fill("Laptop")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("main li b")).to_have_text("Laptop")
    page.locator(".who button").press("Enter")
    page.wait_for_url(f"{agency.address}/")
    page.goto(f"{agency.address}/login/passkey")
    page.locator("[data-passkey-go]").press("Enter")

    page.wait_for_url(f"{agency.address}/queue")
