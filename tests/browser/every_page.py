"""Every page there is, for the tests that look at them all. A new page belongs into PAGES; one
that is reached by pressing something, into REACHED.

Paths may name what the made-up agency holds: {raised}, {waiting} and {ticked} callbacks.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from playwright.sync_api import Page

from ivr.models import Callback, Staff
from ivr.services import tasks
from tests.browser.booked import much_open
from tests.browser.conftest import Agency
from tests.make import NOW

CITIZEN: Final = ""
SUPERVISOR: Final = "saara"
ADMIN: Final = "iida"
AGENT: Final = "aino"

PAGES: Final = (
    (CITIZEN, "/"),
    (CITIZEN, "/login"),
    (CITIZEN, "/nowhere"),
    (SUPERVISOR, "/queue"),
    (SUPERVISOR, "/queue?state=ready&ending=12"),
    (SUPERVISOR, "/callback/{raised}/"),
    (SUPERVISOR, "/callback/{raised}/waiting/"),
    (SUPERVISOR, "/callback/{waiting}/"),
    (SUPERVISOR, "/queue/many/?to=waiting&row={raised}&row={waiting}"),
    (SUPERVISOR, "/calendar"),
    (SUPERVISOR, "/calendar/2026-11-27/"),
    (SUPERVISOR, "/calendar/closing/"),
    (SUPERVISOR, "/service-points"),
    (SUPERVISOR, "/service-points/kuhmo/"),
    (SUPERVISOR, "/phone-times/general/"),
    (SUPERVISOR, "/account"),
    (SUPERVISOR, "/account/authenticator"),
    (AGENT, "/desk"),
)


def look_before_closing(page: Page) -> None:
    """What would be taken back if a Friday were closed."""
    go(page, "/calendar/2026-11-27/closing/")
    for language in ("fi", "sv", "en"):
        page.locator(f"#reason-{language}").fill("–")
    page.locator("main form button.main").click()
    page.wait_for_selector("#hit")


def filled_in_wrongly(page: Page) -> None:
    """A form that comes back with what is wrong beside its fields."""
    go(page, "/service-points/kuhmo/")
    page.locator("#desks").fill("three")
    page.locator("main form button.main").click()
    page.wait_for_selector("[aria-invalid]")


def pressed(selector: str) -> Callable[[Page], None]:
    """Where this leads to from the desk: the citizen's card, a move of hers, a task."""

    def press(page: Page) -> None:
        go(page, "/desk")
        page.locator(selector).first.click()
        page.wait_for_url(lambda url: not url.endswith("/desk"))

    return press


REACHED: Final = (
    (SUPERVISOR, look_before_closing),
    (SUPERVISOR, filled_in_wrongly),
    (AGENT, pressed("#book")),
    (AGENT, pressed("#card a.button")),
    (AGENT, pressed("#tasks a.button")),
)


def visit(agency: Agency, **options: Any) -> Iterator[Page]:
    """Each page in a tab of its own, each person in a browser of her own."""
    names = _names(agency)
    people = {
        who: agency.log_in(who, **options) if who else agency.open("/", **options)
        for who in dict.fromkeys(who for who, _ in PAGES)
    }
    for who, path in PAGES:
        yield agency.tab(people[who], path.format(**names))
    for who, reach in REACHED:
        page = agency.tab(people[who], "/account")
        reach(page)
        yield page


def go(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + path)


def furnish(agency: Agency) -> None:
    """Aino talks to a citizen for whom much is open, and has a task."""
    scene = agency.scene()
    agency.change(lambda rows: rows.query(Staff).filter_by(name="hilkka").update({"state": "off"}))
    scene.set_state("ready")
    scene.talking()
    agency.change(lambda rows: much_open(rows, scene.attempt.callback_id))

    def take_the_task(rows: Any) -> None:
        (task,) = tasks.undone(rows, rows.get_one(Staff, scene.agent_id), NOW)
        tasks.take(rows, task.public_id, scene.agent_id, NOW)

    agency.change(take_the_task)


def _names(agency: Agency) -> dict[str, str]:
    with agency.database.reading() as rows:
        return {
            name: rows.query(Callback).filter_by(state=state).first().public_id  # type: ignore[union-attr]
            for name, state in (("raised", "needs_human"), ("waiting", "waiting"))
        }
