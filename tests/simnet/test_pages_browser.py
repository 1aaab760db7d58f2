"""The phones page in a real browser, as a person uses it: by mouse, by keyboard, on a phone."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright
from twilio.rest import Client

from ivr.simnet.settings import ACCOUNT_SID, AUTH_TOKEN
from tests.simnet.live import AGENCY, AGENT, CITIZEN, PAGES, Live, running

pytestmark = pytest.mark.browser
REFUSALS = ("409 (Conflict)", "400 (Bad Request)")
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def live() -> Iterator[Live]:
    with running(speed=2) as live:
        yield live


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    """The open page; a message on its console fails the test, unless a person was refused."""
    page = browser.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if not any(refusal in message.text for refusal in REFUSALS):
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(live.address)
    expect(page.get_by_role("article")).to_have_count(2)
    yield page
    page.close()
    assert complaints == []


def handset(page: Page, owner: str) -> Locator:
    return page.get_by_role("article", name=owner)


def test_a_call_by_keyboard_alone(page: Page) -> None:
    citizen = handset(page, "Citizen")
    citizen.get_by_role("button", name="Call").focus()
    page.keyboard.press("Enter")
    expect(citizen.get_by_role("button", name="Hang up")).to_be_focused()
    expect(citizen.locator(".say").first).to_have_attribute("lang", "fi-FI")
    page.keyboard.press("1")
    expect(citizen.locator(".say").last).to_have_text("Soitammeko?")
    expect(citizen.locator(".key")).to_have_text("1")
    page.keyboard.press("2")
    expect(citizen.get_by_role("log")).to_contain_text("Call ended: completed")
    expect(citizen.get_by_role("button", name="Call")).to_be_focused()


def test_a_phone_rings_and_is_answered(page: Page, live: Live) -> None:
    agent = handset(page, "Agent")
    client = Client(ACCOUNT_SID, AUTH_TOKEN)
    client.api.base_url = live.address
    twiml = f"<Response>{PAGES['/voice/turn/3/']}</Response>"
    client.calls.create(to=AGENT, from_=AGENCY, twiml=twiml)
    expect(agent.get_by_role("status")).to_have_text(f"{AGENCY} is calling")
    agent.get_by_role("button", name="Answer").click()
    expect(agent.locator(".say")).to_have_text("Me soitamme.")


def test_a_hidden_number_stays_hidden(page: Page) -> None:
    citizen = handset(page, "Citizen")
    citizen.get_by_label("Hide my number").check()
    citizen.get_by_role("button", name="Call").click()
    leg = page.get_by_role("button", name="anonymous")
    expect(leg).to_contain_text(AGENCY)
    expect(leg).not_to_contain_text(CITIZEN)


def test_the_last_document_is_shown_with_its_problems(page: Page, live: Live) -> None:
    live.pages["/voice/incoming"] = '<Pause/><Hangup soon="yes"/>'
    handset(page, "Citizen").get_by_role("button", name="Call").click()
    expect(page.locator("#problems")).to_contain_text("12200: <Hangup soon='yes'>: unknown")
    expect(page.locator("#document")).to_have_text(
        '<Response>\n  <Pause/>\n  <Hangup soon="yes"/>\n</Response>'
    )


def test_another_phone_can_be_added(page: Page) -> None:
    page.get_by_label("Another phone").fill("+358451111111")
    page.get_by_role("button", name="Add").click()
    third = handset(page, "Phone 3")
    expect(third).to_contain_text("+358451111111")
    third.get_by_role("button", name="Call").click()
    expect(third.locator(".say").first).to_have_text("Paina yksi.")


def test_a_refusal_is_shown_where_it_happened(page: Page) -> None:
    citizen = handset(page, "Citizen")
    citizen.get_by_label("Number to call").fill("+358999999999")
    with page.expect_response("**/network/dial"):
        citizen.get_by_role("button", name="Call").click()
    expect(citizen.get_by_role("log")).to_contain_text("none of the network's numbers")


def test_a_text_is_written_and_answered(page: Page, live: Live) -> None:
    live.pages["/sms/incoming"] = "<Message>Soita meille.</Message>"
    citizen = handset(page, "Citizen")
    citizen.get_by_text("Text messages").click()
    citizen.get_by_label("Text message").fill("Hei!")
    citizen.get_by_role("button", name="Send").click()
    expect(citizen.locator(".messages")).to_contain_text("Soita meille.")
    expect(citizen.get_by_label("Text message")).to_have_value("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_on_the_narrowest_phone(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 640})
    handset(page, "Citizen").get_by_role("button", name="Call").click()
    expect(page.locator(".legs li")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_recording_is_named_and_can_be_heard(page: Page, live: Live) -> None:
    live.pages["/voice/incoming"] = "<Play>/sounds/welcome.wav</Play><Pause/><Hangup/>"
    page.get_by_role("button", name="Sound").click()
    with page.expect_response("**/phones/sounds/*") as answer:
        handset(page, "Citizen").get_by_role("button", name="Call").click()
    assert answer.value.headers["content-type"] == "audio/wav"
    expect(handset(page, "Citizen").locator(".play")).to_have_text("♪ recording welcome")


def test_sound_is_off_until_asked_for_and_its_source_is_named(page: Page) -> None:
    sound = page.get_by_role("button", name="Sound")
    expect(sound).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#sound-notice")).not_to_be_empty()
    sound.click()
    expect(sound).to_have_text("Sound on")
