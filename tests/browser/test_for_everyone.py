"""Pages for everyone: small screens, dark rooms, keyboards and screen readers.

Source: WCAG 2.1 AA, by number where a test follows one of its criteria.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from ivr.models import Staff
from ivr.services import tasks
from tests.browser.booked import much_open
from tests.browser.conftest import Agency
from tests.make import NOW

pytestmark = pytest.mark.browser

NAMELESS = """() => [...document.querySelectorAll('button, a, select, input:not([type=hidden])')]
  .filter((element) => !(element.labels?.length || element.getAttribute('aria-label')
    || element.textContent.trim()))
  .map((element) => element.outerHTML)"""

UNLIKE_ITS_NAME = """() => [...document.querySelectorAll('[aria-label]')]
  .filter((element) => element.matches('button, a')
    && !element.getAttribute('aria-label').includes(element.textContent.trim()))
  .map((element) => element.outerHTML)"""

PALE = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((value) => value / 255)
      .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  for (const element of document.body.querySelectorAll('*')) {
    const words = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const seen = element.checkVisibility() && !element.closest('.unseen, .skip, noscript');
    if (!words || !seen) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(style.color), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`${ratio} ${element.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""

OUTLINED = """() => {
  if (document.activeElement === document.body) return true;
  const style = getComputedStyle(document.activeElement);
  return parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
}"""


TINY = """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), a.button')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24)
  .map((one) => one.outerHTML)"""

TWICE = """() => [...document.querySelectorAll('[id]')].map((one) => one.id)
  .filter((id, place, ids) => ids.indexOf(id) !== place)"""

UNSCOPED = """() => [...document.querySelectorAll('th:not([scope])')].map((one) => one.outerHTML)"""

STICKING_OUT = """() => [...document.querySelectorAll('.card, .rows')].flatMap((card) =>
  [...card.querySelectorAll('*')]
    .filter((one) => one.checkVisibility() && !one.closest('.unseen, thead')
      && one.getBoundingClientRect().right > card.getBoundingClientRect().right + 1)
    .map((one) => one.outerHTML.slice(0, 90)))"""

MOVING = """() => [...document.querySelectorAll('*')].map((one) => getComputedStyle(one))
  .filter((style) => [style.transitionDuration, style.animationDuration]
    .some((time) => parseFloat(time) > 0.001)).length"""


def filled_in_wrongly(agency: Agency, **options: Any) -> Page:
    """A form that comes back with what is wrong beside its fields."""
    page = agency.open("/service-points/kuhmo/", **options)
    page.locator("#desks").fill("three")
    page.locator("main form button.main").click()
    page.wait_for_selector("[aria-invalid]")
    return page


OF_TIMES = (
    "/calendar",
    "/calendar/2026-11-27/",
    "/calendar/closing/",
    "/service-points",
    "/service-points/kuhmo/",
    "/phone-times/general/",
    "/account",
    "/account/authenticator",
)


def visit(agency: Agency, **options: Any) -> Iterator[Page]:
    """Every page there is, each in a window of its own."""
    for path in ("/", "/login", "/nowhere"):
        yield agency.open(path, **options)
    supervisor = agency.log_in("saara", **options)
    cookies = supervisor.context.storage_state()
    row = supervisor.locator("tr:has(.needs_human) a").get_attribute("href")
    paths = (row, f"{row}waiting/", *at_the_queue(supervisor), *OF_TIMES)
    yield supervisor  # whoever asked for it may close it
    for path in paths:
        yield agency.open(str(path), storage_state=cookies, **options)
    yield look_before_closing(agency, storage_state=cookies, **options)
    yield filled_in_wrongly(agency, storage_state=cookies, **options)
    yield from at_the_desk(agency, **options)


def at_the_queue(page: Page) -> Iterator[str]:
    """What is sought in vain, one that is given to an agent first, and many that are ticked."""
    yield "/queue?state=ready&ending=12"
    yield str(page.locator("tr:has(.state.waiting) a").first.get_attribute("href"))
    ticks = page.locator("#rows input").evaluate_all("ticks => ticks.map(tick => tick.value)")
    yield f"/queue/many/?to=waiting&row={'&row='.join(ticks)}"


def at_the_desk(agency: Agency, **options: Any) -> Iterator[Page]:
    """Aino's desk, and the card of the citizen to whom she talks."""
    desk = agency.log_in("aino", **options)
    cookies = desk.context.storage_state()
    card = str(desk.locator("#book").get_attribute("href"))
    moving = str(desk.locator("#card a.button").first.get_attribute("href"))
    task = str(desk.locator("#tasks a.button").get_attribute("href"))
    yield desk
    for path in (card, moving, task):
        yield agency.open(path, storage_state=cookies, **options)


def look_before_closing(agency: Agency, **options: Any) -> Page:
    """What would be taken back if a Friday were closed."""
    page = agency.open("/calendar/2026-11-27/closing/", **options)
    for language in ("fi", "sv", "en"):
        page.locator(f"#reason-{language}").fill("–")
    page.locator("main form button.main").click()
    page.wait_for_selector("#hit")
    return page


@pytest.fixture(scope="module")
def pages(standing: Agency) -> list[Page]:
    scene = standing.scene()
    standing.change(lambda session: session.query(Staff).filter_by(name="hilkka").update(OFF))
    scene.set_state("ready")
    scene.talking()
    standing.change(lambda session: much_open(session, scene.attempt.callback_id))
    standing.change(lambda session: take_the_task(session, scene.agent_id))
    return list(visit(standing))


OFF = {"state": "off"}


def take_the_task(session: Session, agent_id: int) -> None:
    (task,) = tasks.undone(session, session.get_one(Staff, agent_id), NOW)
    tasks.take(session, task.public_id, agent_id, NOW)


@pytest.mark.parametrize("locale", ["fi-FI", "sv-FI"])
def test_nothing_needs_scrolling_sideways_on_the_smallest_telephone(
    standing: Agency, pages: list[Page], locale: str
) -> None:
    """WCAG 1.4.10; and 2.5.8: what is pressed is at least 24 pixels high."""
    for page in visit(standing, locale=locale, viewport={"width": 320, "height": 640}):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
        assert page.evaluate(TINY) == [], page.url
        for width in (320, 700, 1000, 1200, 1400):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate(STICKING_OUT) == [], (page.url, width)
        page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(pages: list[Page], scheme: str) -> None:
    """WCAG 1.4.3."""
    for page in pages:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(PALE) == [], page.url


def test_whoever_listens_to_a_page_finds_her_way(pages: list[Page]) -> None:
    """WCAG 1.3.1, 2.4.1, 2.4.2, 2.5.3, 3.1.1, 3.3.2, 4.1.2."""
    for page in pages:
        assert page.locator("html[lang=en]").count() == 1
        assert page.title().endswith("Citizen Services")
        for landmark in ("main", "header", "footer", "h1"):
            assert page.locator(landmark).count() == 1, (page.url, landmark)
        for faulty in (NAMELESS, UNLIKE_ITS_NAME, TWICE, UNSCOPED):
            assert page.evaluate(faulty) == [], page.url


def test_headings_go_down_by_single_steps(pages: list[Page]) -> None:
    for page in pages:
        levels = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3')].map((one) => Number(one.nodeName[1]))"
        )
        assert levels[0] == 1, page.url
        assert all(after - before <= 1 for before, after in pairwise(levels)), page.url


def test_the_focus_is_always_seen(pages: list[Page]) -> None:
    """WCAG 2.4.7."""
    for page in pages:
        for _ in range(10):
            page.keyboard.press("Tab")
            assert page.evaluate(OUTLINED), page.url


def test_nothing_moves_for_those_who_asked_for_rest(pages: list[Page]) -> None:
    for page in pages:
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(MOVING) == 0, page.url
        page.emulate_media(reduced_motion="no-preference")
    assert any(page.evaluate(MOVING) for page in pages)
