"""Pages for everyone: small screens, dark rooms, keyboards and screen readers.

Source: WCAG 2.1 AA, by number where a test follows one of its criteria.
"""

import gzip
from itertools import pairwise
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize

from ivr.web.files import edition, files
from tests.browser.axe import violations
from tests.browser.conftest import Agency
from tests.browser.every_page import furnish, unseen, visit
from tests.browser.stage import application

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.timeout(300)]

NAMELESS = """() => [...document.querySelectorAll('button, a, select, input:not([type=hidden])')]
  .filter((element) => !(element.labels?.length || element.getAttribute('aria-label')
    || element.textContent.trim()))
  .map((element) => element.outerHTML)"""

UNLIKE_ITS_NAME = """() => [...document.querySelectorAll('[aria-label]')]
  .filter((element) => element.matches('button, a')
    && !element.getAttribute('aria-label').toLowerCase()
      .includes(element.textContent.trim().toLowerCase()))
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

UNNAMED = f"""() => [{NAMELESS}, {UNLIKE_ITS_NAME}, {TWICE}, {UNSCOPED}]
  .flatMap((faulty) => faulty())"""

STICKING_OUT = """() => [...document.querySelectorAll('.card, .rows')].flatMap((card) =>
  [...card.querySelectorAll('*')]
    .filter((one) => one.checkVisibility() && !one.closest('.unseen, thead')
      && one.getBoundingClientRect().right > card.getBoundingClientRect().right + 1)
    .map((one) => one.outerHTML.slice(0, 90)))"""

CUT_OFF = """() => [...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility() && !one.closest('.unseen, thead, svg')
    && getComputedStyle(one).overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 90))"""

MISFITS = f"""() => ({{ width: document.documentElement.scrollWidth,
  tiny: ({TINY})(), stickingOut: ({STICKING_OUT})(), cutOff: ({CUT_OFF})() }})"""
"""All at once: a page is laid out once for each width."""

MOVING = """() => [...document.querySelectorAll('*')].map((one) => getComputedStyle(one))
  .filter((style) => [style.transitionDuration, style.animationDuration]
    .some((time) => parseFloat(time) > 0.001)).length"""


@pytest.fixture(scope="module")
def pages(standing: Agency) -> list[Page]:
    """In Finnish, which has the longest words."""
    furnish(standing)
    return [at_rest(page) for page in visit(standing, locale="fi-FI")]


def at_rest(page: Page) -> Page:
    """It renews itself no more while others are looked at."""
    page.evaluate("document.querySelector('[data-live-pause]')?.click()")
    return page


def test_every_page_there_is_is_looked_at(standing: Agency, pages: list[Page]) -> None:
    assert unseen(application(standing.database, standing.clock), pages) == set()


LOADED = """() => performance.getEntriesByType('resource')
  .map(({ name }) => new URL(name).pathname)"""


def weight(page: Page) -> int:
    names = {name.partition(f"/static/{edition()}/")[2] for name in page.evaluate(LOADED)}
    rest = (len(files()[name].packed) for name in names if name)
    return len(gzip.compress(page.content().encode())) + sum(rest)


DESKTOP: ViewportSize = {"width": 1280, "height": 900}
TELEPHONE: ViewportSize = {"width": 320, "height": 640}
LOOKS: dict[str, ViewportSize] = {"light": DESKTOP, "dark": TELEPHONE}


@pytest.mark.parametrize("scheme", LOOKS)
def test_axe_finds_nothing(pages: list[Page], scheme: Literal["light", "dark"]) -> None:
    found = []
    for page in pages:
        page.set_viewport_size(LOOKS[scheme])
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{page.url} {one}" for one in violations(page)]
        page.set_viewport_size(DESKTOP)
    assert found == []


def test_axe_would_find_a_field_without_its_name(standing: Agency) -> None:
    page = standing.open("/login")
    page.evaluate("document.querySelector('label[for=name]').remove()")

    assert any(one.startswith("label: <input") for one in violations(page))


@pytest.mark.parametrize("width", [320, 640, 700, 1000, 1200, 1400])
def test_nothing_needs_scrolling_sideways(pages: list[Page], width: int) -> None:
    """WCAG 1.4.10; and 1.4.4, since 640 pixels are what 1280 are at twice their size."""
    for page in pages:
        assert_fits(page, width)


def test_swedish_fits_on_the_smallest_telephone_too(standing: Agency) -> None:
    for page in visit(standing, locale="sv-FI", viewport=TELEPHONE):
        assert_fits(page, 320)
        page.close()


def assert_fits(page: Page, width: int) -> None:
    """And 2.5.8: what is pressed is at least 24 pixels high."""
    page.set_viewport_size({"width": width, "height": 640})
    found = page.evaluate(MISFITS)
    assert found.pop("width") <= width, page.url
    assert not any(found.values()), (page.url, width, found)


def test_no_page_weighs_more_than_a_hundred_kilobytes(pages: list[Page]) -> None:
    """Packed, with all that it loads: what a first visit costs."""
    weights = {page.url: weight(page) for page in pages}

    assert max(weights.values()) < 100_000, weights


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(pages: list[Page], scheme: str) -> None:
    """WCAG 1.4.3."""
    for page in pages:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(PALE) == [], page.url


def test_whoever_listens_to_a_page_finds_her_way(pages: list[Page]) -> None:
    """WCAG 1.3.1, 2.4.1, 2.4.2, 2.5.3, 3.1.1, 3.3.2, 4.1.2."""
    for page in pages:
        assert page.locator("html[lang=fi]").count() == 1
        assert page.title().endswith("Asiointivirasto")
        for landmark in ("main", "header", "footer", "h1"):
            assert page.locator(landmark).count() == 1, (page.url, landmark)
        assert page.evaluate(UNNAMED) == [], page.url


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
