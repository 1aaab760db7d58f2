"""Every page there is, for the tests that look at them all. A new page belongs into PAGES; one
that is reached by pressing something, into REACHED.

Paths may name what the made-up agency holds: {raised} and {waiting} callbacks, a {closure}.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Page

from ivr.models import Callback, Closure, Staff
from ivr.services import auditing, events, feedback, tasks
from ivr.web.access import of
from tests.browser import at_the_door, citizen_pages
from tests.browser.booked import much_open
from tests.browser.conftest import Agency
from tests.make import NOW, span

NOWHERE: Final = "/nowhere"
CITIZEN: Final = ""
SUPERVISOR: Final = "saara"
ADMIN: Final = "iida"
AUDITOR: Final = "arvo"
AGENT: Final = "aino"

PAGES: Final = (
    (CITIZEN, "/"),
    (CITIZEN, "/login"),
    (CITIZEN, NOWHERE),
    (CITIZEN, "/book"),
    (CITIZEN, "/book/number"),
    (CITIZEN, "/book/time/phone_time/"),
    (CITIZEN, "/book/time/visit/kuhmo/fi/"),
    (CITIZEN, "/own"),
    (CITIZEN, "/accessibility"),
    (CITIZEN, "/privacy"),
    (CITIZEN, "/feedback"),
    (CITIZEN, "/feedback/sent"),
    (CITIZEN, "/login/passkey"),
    (SUPERVISOR, "/queue"),
    (SUPERVISOR, "/queue?state=ready&ending=12"),
    (SUPERVISOR, "/queue/after/{raised}/"),
    (SUPERVISOR, "/callback/{raised}/"),
    (SUPERVISOR, "/callback/{raised}/waiting/"),
    (SUPERVISOR, "/callback/{waiting}/"),
    (SUPERVISOR, "/callback/{waiting}/move/"),
    (SUPERVISOR, "/callback/{waiting}/renumber/"),
    (SUPERVISOR, "/callback/{waiting}/cancelled/"),
    (SUPERVISOR, "/day"),
    (SUPERVISOR, "/day/2026-11-23/"),
    (SUPERVISOR, "/dialogue"),
    (SUPERVISOR, "/dialogue/agent/"),
    (SUPERVISOR, "/export"),
    (SUPERVISOR, "/queue/many/?to=waiting&row={raised}&row={waiting}"),
    (SUPERVISOR, "/calendar"),
    (SUPERVISOR, "/calendar/2026-11-27/"),
    (SUPERVISOR, "/calendar/from/2026-12-21/"),
    (SUPERVISOR, "/calendar/closing/"),
    (SUPERVISOR, "/calendar/2026-11-27/closing/"),
    (SUPERVISOR, "/calendar/closures/{closure}/removal/"),
    (SUPERVISOR, "/feedback/received"),
    (SUPERVISOR, "/service-points"),
    (SUPERVISOR, "/service-points/kuhmo/"),
    (SUPERVISOR, "/phone-times/general/"),
    (SUPERVISOR, "/account"),
    (SUPERVISOR, "/account/authenticator"),
    (SUPERVISOR, "/account/passkeys"),
    (SUPERVISOR, "/lines"),
    (SUPERVISOR, "/lines/general/"),
    (SUPERVISOR, "/lines/general/announcement/"),
    (ADMIN, "/lines/general/facts/"),
    (ADMIN, "/lines/general/policy/"),
    (ADMIN, "/lines/new/"),
    (ADMIN, "/service-points/new/"),
    (ADMIN, "/staff"),
    (ADMIN, "/staff/new/"),
    (AUDITOR, "/audit"),
    (AGENT, "/prompts?place=agent"),
    (AGENT, "/desk"),
    (AGENT, "/desk/day"),
)

NO_PAGES: Final = frozenset(
    {
        *("ops.healthz", "ops.readyz", "ops.metrics", "static", "recordings.play"),  # for machines
        *("queue.listed", "queue.listed_more", "own_bookings.calendar"),  # for programs
        *("times.number", "held.number", "own.number"),  # lead to where a number is proven
        *("sign_on.go", "sign_on.back"),  # lead to a provider's page, and from there
    }
)
"""What is read by GET and shows nothing."""


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


def look_before_moving(page: Page) -> None:
    """What a citizen would be told of another time."""
    go(page, "/queue?state=waiting")
    page.locator("#rows a").first.click()
    page.locator("a[href$='/move/?state=waiting']").click()
    page.locator("#day").fill("2026-11-25")
    page.locator("#why").select_option("crowded")
    page.locator("main form button.main").click()
    page.wait_for_selector("button[name=sure]")


def one_of_the_staff(page: Page) -> None:
    """Somebody's facts, and how she gets in."""
    go(page, "/staff")
    page.locator("td.action a").first.click()
    page.wait_for_selector("#ways-in")


def audited(page: Page) -> None:
    """What the audit has of the last days."""
    go(page, "/audit")
    page.locator("main form button.main").click()
    page.wait_for_selector("#found")


def audited_before(page: Page) -> None:
    """And what came before those."""
    audited(page)
    page.locator("a[href*='/before/']").click()
    page.wait_for_url("**/before/*/")


def pressed(selector: str) -> Callable[[Page], None]:
    """Where this leads to from the desk: the citizen's card, a move of hers, a task."""

    def press(page: Page) -> None:
        go(page, "/desk")
        page.locator(selector).first.click()
        page.wait_for_url(lambda url: not url.endswith("/desk"))

    return press


REACHED: Final = (
    (SUPERVISOR, look_before_closing),
    (SUPERVISOR, look_before_moving),
    (SUPERVISOR, filled_in_wrongly),
    (ADMIN, one_of_the_staff),
    (AUDITOR, audited),
    (AUDITOR, audited_before),
    (AGENT, pressed("#book")),
    (AGENT, pressed("#card a.button")),
    (AGENT, pressed("#tasks a.button")),
    (AGENT, pressed("a[href$='/note/']")),
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
    yield from citizen_pages.walk(agency, people[CITIZEN])
    yield from at_the_door.walk(agency, **options)


def unseen(app: Flask, pages: list[Page]) -> set[str]:
    """The endpoints that show a page which is not among these."""
    paths = app.url_map.bind("ours")
    seen = {
        paths.match(urlsplit(page.url).path, "GET")[0] for page in pages if NOWHERE not in page.url
    }
    shown = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and of(rule.endpoint) != "network"
    }
    return shown - seen - NO_PAGES


def go(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + path)


def furnish(agency: Agency) -> None:
    """Aino talks to a citizen for whom much is open, and has a task; somebody has written to us."""
    scene = agency.scene()
    agency.change(lambda rows: rows.query(Staff).filter_by(name="hilkka").update({"state": "off"}))
    scene.set_state("ready")
    scene.talking()
    agency.change(lambda rows: much_open(rows, scene.attempt.callback_id))

    def take_the_task(rows: Any) -> None:
        (task,) = tasks.undone(rows, rows.get_one(Staff, scene.agent_id), NOW)
        tasks.take(rows, task.public_id, scene.agent_id, NOW)

    agency.change(take_the_task)
    words = feedback.Message(
        "accessibility", "fi", "Ääni on liian hiljainen.", "maija@posti.example"
    )
    agency.change(lambda rows: feedback.take(rows, words, NOW))
    agency.change(_a_long_journal)


def _a_long_journal(rows: Any) -> None:
    """More than a page of the audit holds, and older than what the queue shows."""
    row, who = rows.query(Callback).filter_by(state="talking").first(), "supervisor:1"
    for _ in range(auditing.MOST):
        at, what = NOW - span("2 h"), ("callback", row.id)
        events.record(rows, what, "talking", "talking", "revealed:asked", who, at)


def _names(agency: Agency) -> dict[str, str]:
    with agency.database.reading() as rows:
        named = {
            name: rows.query(Callback).filter_by(state=state).first().public_id  # type: ignore[union-attr]
            for name, state in (("raised", "needs_human"), ("waiting", "waiting"))
        }
        return {**named, "closure": str(rows.query(Closure.id).first()[0])}  # type: ignore[index]
