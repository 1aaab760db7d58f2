"""Call control: obeys documents one after the other until they run out."""

from dataclasses import dataclass, field

from ivr.simnet.calls.asking import ask, recover
from ivr.simnet.calls.call import LONGEST, Call, Goto
from ivr.simnet.calls.dialling import dial
from ivr.simnet.calls.gather import gather
from ivr.simnet.calls.page import Page
from ivr.simnet.calls.playing import UnplayableError, fetch
from ivr.simnet.calls.speaking import speak

MAX_DOCUMENTS = 200
MAX_REPEATS = 5


async def converse(call: Call, start: Goto | Page) -> None:
    """Obeys `start` and all that follows from it; then the call ends.

    An inbound call is answered by its first document, unless that begins with Reject.
    """
    circles = _Circles()
    place: Goto | Page | None = start
    while place is not None and circles.allow(call, place):
        page = await ask(call, place) if isinstance(place, Goto) else place
        if call.leg.status == "ringing" and not _pick_up(call, page):
            return
        try:
            place = await _obey(call, page)
        except UnplayableError as failed:
            place = await recover(call, failed.failure, page)
    call.drop()


def _pick_up(call: Call, page: Page) -> bool:
    if page.verbs and page.verbs[0].name == "Reject":
        busy = page.verbs[0].attributes.get("reason") == "busy"
        call.end(*(("busy", 486) if busy else ("no-answer", 603)))
        return False
    call.move("in-progress")
    call.limit(LONGEST)
    return True


async def _obey(call: Call, page: Page) -> Goto | None:
    """Where the page leads, or None when it has come to its end or hangs up."""
    for verb in page.verbs:
        if call.strike("verb", verb.name):
            call.end("completed", 200)
            return None
        match verb.name:
            case "Gather":
                if goto := await gather(call, verb, page):
                    return goto
            case "Dial":
                if goto := await dial(call, verb, page):
                    return goto
            case "Redirect":
                return page.resolve(verb, verb.text, {})
            case "Hangup" | "Reject":
                return None
            case _:
                await speak(call, (verb,), await fetch(call, (verb,), page))
    return None


@dataclass(slots=True)
class _Circles:
    """Notices documents that lead in circles without the caller's doing."""

    documents: int = 0
    url: str = ""
    keys: int = -1
    repeats: int = field(default=0)

    def allow(self, call: Call, place: Goto | Page) -> bool:
        """False when the call has gone on for too many documents."""
        same = place.url == self.url and call.keys == self.keys
        self.repeats = self.repeats + 1 if same else 0
        self.url, self.keys = place.url, call.keys
        self.documents += 1
        if self.repeats == MAX_REPEATS:
            call.find(place.url, None, False, f"asked for {MAX_REPEATS} times more without a key")
        if self.documents > MAX_DOCUMENTS:
            call.find(place.url, None, True, f"more than {MAX_DOCUMENTS} documents in one call")
        return self.documents <= MAX_DOCUMENTS
