"""The telephone exchange: what all calls of one network share."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import IO, Protocol

from ivr.simnet.calls.pace import Pace
from ivr.simnet.clock import Clock
from ivr.simnet.courier import Courier
from ivr.simnet.delivery import Deliver
from ivr.simnet.events import EventLog
from ivr.simnet.faults import Faults
from ivr.simnet.faults.post import fate_of
from ivr.simnet.faults.road import Road
from ivr.simnet.findings import Finding
from ivr.simnet.ledger import Ledger
from ivr.simnet.legs import Leg
from ivr.simnet.line import Person
from ivr.simnet.media import Media
from ivr.simnet.outbox import Outbox, Send
from ivr.simnet.settings import Number, Settings
from ivr.simnet.sids import Sids
from ivr.simnet.sounds import Sound
from ivr.simnet.tasks import Tasks

TRANSCRIPTS = 1_000
SENTENCES = 1_000
FINDINGS = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence group that the network spoke to a caller; `language` is the Say's. A recording
    has no language, and its name in brackets for a text."""

    at: datetime
    text: str
    language: str


class Connection(Protocol):
    """A live call, as far as the exchange needs to know it."""

    leg: Leg

    def vanish(self) -> None:
        """Ends the leg without a word to anybody."""


class Exchange:
    """Who is connected and with what; the parts of the network that calls use."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        deliver: Deliver,
        file: IO[str] | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self.settings, self.clock = settings, clock
        self.sids = Sids(f"{settings.seed}/{clock.now().isoformat()}")
        self.tasks = Tasks(lambda: clock.loop)
        self.log = EventLog(settings.remembered, file)
        if file is not None:
            self.log.note(clock.now(), "", "begin", seed=settings.seed)
        self.ledger = ledger or Ledger(settings.remembered)
        self.faults = Faults(settings.seed, clock.now, self.log, settings.faults)
        road = Road(self.faults, clock, self.tasks, self.log, settings.budget)
        self.courier = Courier(settings, clock, self.sids, self.log, road, deliver)
        self.media = Media(self.courier)
        self.findings: deque[Finding] = deque(maxlen=FINDINGS)
        self.numbers: dict[str, Number] = {}
        self.people: dict[str, Person] = {}
        self.calls: dict[str, Connection] = {}
        self.pace = Pace(clock, settings.calls_per_second)
        self._transcripts: dict[str, deque[Said]] = {}

    def find(self, sid: str, url: str, code: int | None, fatal: bool, what: str) -> None:
        """Records a fault of the application."""
        now = self.clock.now()
        self.findings.append(Finding(now, sid, url, code, fatal, what))
        self.log.note(now, sid, "problem", url=url, code=code, fatal=fatal, what=what)

    def hear(self, sid: str, text: str, language: str) -> None:
        """Records what was spoken on a call."""
        self._remember(sid, text, language)
        self.log.note(self.clock.now(), sid, "say", text=text, language=language)

    def hear_sound(self, sid: str, url: str, sound: Sound) -> None:
        """Records what was played on a call."""
        self._remember(sid, f"[recording {sound.name}]", "")
        now, told = self.clock.now(), {"name": sound.name, "sound": sound.digest}
        self.log.note(now, sid, "play", url=url, digits="", **told)

    def _remember(self, sid: str, text: str, language: str) -> None:
        if sid not in self._transcripts:
            self._transcripts[sid] = deque(maxlen=SENTENCES)
            if len(self._transcripts) > TRANSCRIPTS:
                del self._transcripts[next(iter(self._transcripts))]
        self._transcripts[sid].append(Said(self.clock.now(), text, language))

    def heard(self, sid: str) -> tuple[Said, ...]:
        """What has been spoken on that call, as far as it is remembered."""
        return tuple(self._transcripts.get(sid, ()))

    @property
    def full(self) -> bool:
        """True if no further leg fits."""
        return len(self.calls) >= self.settings.live_legs

    @property
    def queued(self) -> int:
        """How many legs wait to be dialled."""
        return sum(call.leg.status == "queued" for call in self.calls.values())

    def engaged(self, number: str) -> int:
        """How many live legs the phone with that number has."""
        return sum(call.leg.person == number for call in self.calls.values())

    async def break_down(self) -> None:
        """Ends all legs in the ledger and all work; what was still to be told never is."""
        with self.courier.cut_off():
            for call in list(self.calls.values()):
                call.vanish()
            await self.tasks.end()

    def outbox(self, random: Random, send: Send) -> Outbox:
        """Where the status callbacks of one call or text are put."""
        return Outbox(
            self.tasks,
            lambda late: self.lag(random, late),
            send,
            lambda webhook: fate_of(self.faults, webhook),
        )

    async def lag(self, random: Random, late: float = 0) -> None:
        """Waits the little while before the network tells of something, and `late` besides."""
        await self.clock.sleep(late + random.uniform(*self.settings.latency))
