"""A phone in a story's hand: each act happens at once, and time goes on only as far as needed.

For networks whose clock jumps. Where something does not come, RefusedError says what came.
"""

from collections.abc import Callable

from ivr.simnet.legs import Leg
from ivr.simnet.line import Person
from ivr.simnet.network import Network
from ivr.simnet.people import Handset
from ivr.simnet.refused import RefusedError
from ivr.simnet.texts import Text

PATIENCE = 300.0


class Telephone:
    """One phone with its number; in hand it has its newest call that goes on."""

    def __init__(self, network: Network, number: str) -> None:
        self._network = network
        self.number = number
        self._heard = ""
        network.people.setdefault(number, Handset())

    @property
    def leg(self) -> Leg:
        """The call in hand, or the last one there was. Raises RefusedError."""
        legs = self._network.legs(person=self.number)
        if not legs:
            raise RefusedError(f"{self.number} has had no call")
        return next((leg for leg in reversed(legs) if leg.live), legs[-1])

    @property
    def said(self) -> str:
        """All that the network has said on the call that was listened to last."""
        return " ".join(said.text for said in self._network.heard(self._heard))

    @property
    def texts(self) -> tuple[Text, ...]:
        """The texts sent to this phone that have arrived."""
        return tuple(t for t in self._network.texts(to=self.number) if t.status == "delivered")

    def left_to(self, person: Person) -> "Telephone":
        """From the next call on, `person` is at the phone: a voicemail, somebody who is busy."""
        self._network.people[self.number] = person
        return self

    def write(self, to: str, body: str) -> "Telephone":
        """Sends a text to a rented number."""
        self._network.text(self.number, to, body)
        return self

    def taken_back(self) -> "Telephone":
        """From the next call on, the phone is in the story's hand again."""
        return self.left_to(Handset())

    def dial(self, to: str, *, withheld: bool = False) -> "Telephone":
        """Dials a rented number and listens until keys are wanted or the call is over."""
        shown = self._network.settings.withheld if withheld else None
        self._network.dial(self.number, to, shown=shown)
        return self.listen()

    def rush(self, to: str, *entries: str) -> "Telephone":
        """Dials a rented number and presses each entry as soon as its question begins."""
        self._network.dial(self.number, to)
        for entry in entries:
            self._network.run_until_asked(self.leg.sid, barge_in=True)
            self.tap(entry)
        return self.listen()

    def listen(self) -> "Telephone":
        """Listens until all prompts are spoken and keys are wanted, or the call is over."""
        network, sid = self._network, self._take()
        self._wait(lambda: network.asks(sid) or not network.leg(sid).live, "a question")
        return self

    def press(self, *entries: str) -> "Telephone":
        """Presses each entry at a question of its own, having heard the one before out."""
        for entry in entries:
            self._network.run_until_asked(self.leg.sid)
            self._network.press(self.leg.sid, entry)
            self.listen()
        return self

    def until(self, words: str) -> "Telephone":
        """Stays on the line, pressing nothing, until these words begin to be said."""
        self._take()
        self._wait(lambda: words in self.said, words)
        return self

    def hold(self) -> "Telephone":
        """Stays on the line, pressing nothing, until the call is over."""
        network, sid = self._network, self._take()
        self._wait(lambda: not network.leg(sid).live, "the end of the call")
        return self

    def answer(self) -> "Telephone":
        """Waits for a ring, takes the call and listens."""
        return self.pick_up().listen()

    def pick_up(self) -> "Telephone":
        """Waits for a ring and takes the call, to talk with a person."""
        self.ring()
        self._network.answer(self.leg.sid)
        self._wait(lambda: not self.ringing, "being connected")
        return self

    def ring(self) -> "Telephone":
        """Waits for a ring and lets the phone ring."""
        self._wait(lambda: self.ringing, "a ring")
        return self

    def tap(self, keys: str) -> "Telephone":
        """Presses keys without having been asked: in a conversation, or while being spoken to."""
        self._network.press(self.leg.sid, keys)
        return self

    def hang_up(self) -> "Telephone":
        """Puts the receiver down, or refuses a ringing call."""
        self._network.hang_up(self.leg.sid)
        return self

    @property
    def ringing(self) -> bool:
        """True while the phone rings."""
        legs = self._network.legs(person=self.number, live=True)
        return any(leg.status == "ringing" and leg.direction != "inbound" for leg in legs)

    def _take(self) -> str:
        """Puts the phone to the ear: the name of the leg that is heard from now on."""
        self._heard = self.leg.sid
        return self._heard

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        self._network.run_for(PATIENCE, condition)
        if not condition():
            raise RefusedError(f"{self.number} waited {PATIENCE:.0f} s in vain for {what}")
