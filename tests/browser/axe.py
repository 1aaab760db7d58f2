"""axe-core on a page as it stands: what WCAG 2.2 forbids, and what experience warns of."""

from functools import cache
from pathlib import Path
from typing import cast

from playwright.sync_api import Page

_AXE = Path(__file__).parent / "vendor/axe.min.js"

_RUN = """async () => {
  const { violations } = await axe.run({ exclude: ['noscript'] }, { resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) =>
    `${id}: ${html.slice(0, 120)} ${any.map(({ message }) => message).join('; ')}`));
}"""


@cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Each with the rule and the element; the page's own policy does not let pages load axe, so
    it comes through the browser's own door."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    return cast("list[str]", page.evaluate(_RUN))
