"""A drill's house: the processes as they really run, their network and office, and two
crossings: of the orders that the scheduler gives, and of the webhooks that the web hears.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from ivr.clock import Clock, Wall, clock_from
from ivr.simnet.settings import ACCOUNT_SID, AUTH_TOKEN
from tests.clocks import helsinki
from tests.drills.crossing import Crossing, crossing
from tests.drills.ledger import Life
from tests.drills.office import SECRET, SERVICE, Office, office
from tests.drills.processes import Processes, free_port, processes
from tests.drills.town import SERVES, Manners, Town
from tests.drills.waiting import until
from tests.shape.sources import ROOT

Role = Literal["web", "workers", "scheduler", "network", "database", "machine"]
"""Workers are those of the web server; the machine is ours, with all but the network on it."""

PROCFILE: Final = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
QUICK: Final[Mapping[str, Any]] = {
    "first_delay": 5,
    "time_limit": 60,
    "wrapup": 5,
    "ladder": {"attempts": 3, "gaps": [60, 90], "on_the_line": 2},
}
"""A line on which nobody has to wait for long."""


def hands(many: int) -> Mapping[str, str]:
    """Names and numbers of so many agents."""
    return {f"agent-{n}": f"+358501{234_500 + n}" for n in range(many)}


HANDS: Final = hands(6)


class Store(Protocol):
    """Where the tables are; a server, which a file is not, can be killed."""

    @property
    def url(self) -> str: ...

    def kill(self) -> None: ...

    def start(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Setting:
    """`start` is Helsinki time, `speed` how fast it passes; agents are `hands`."""

    start: str = "2026-11-24 10:00"
    speed: float = 20
    hands: Mapping[str, str] = field(default_factory=lambda: HANDS)
    manners: Manners = field(default_factory=lambda: SERVES)
    policy: Mapping[str, Any] = field(default_factory=lambda: QUICK)
    calls_per_second: float = 1
    schedulers: int = 1


@dataclass
class House:
    folder: Path
    store: Store
    setting: Setting
    clock: Clock
    office: Office
    town: Town
    processes: Processes
    orders: Crossing
    webhooks: Crossing
    ports: Mapping[Role, int]
    lives: list[Life]

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def start(self, role: Role) -> None:
        """Starts what was killed, and waits until it can be reached."""
        match role:
            case "database":
                self.store.start()
            case "network":
                self._start_network()
            case "web":
                self.processes.start("web", PROCFILE["web"])
                until(self._web_answers, "the web answers")
                self.webhooks.open()
            case "workers":
                until(self._web_answers, "the web answers")
            case "scheduler":
                for name in self._schedulers:
                    self.processes.start(name, PROCFILE["scheduler"])
            case "machine":
                for part in ("database", "web", "scheduler"):
                    self.start(part)

    def kill(self, role: Role) -> None:
        """SIGKILL. Where others have connected to it, nobody listens any more."""
        match role:
            case "database":
                self.store.kill()
            case "network":
                self.processes.kill("network")
                self.orders.shut()
                self.lives[-1].ended_at = self.now
            case "web":
                self.processes.kill("web")
                self.webhooks.shut()
            case "workers":
                self.processes.kill_children("web")
            case "scheduler":
                for name in self._schedulers:
                    self.processes.kill(name)
            case "machine":
                for part in ("web", "scheduler", "database"):
                    self.kill(part)

    @property
    def _schedulers(self) -> list[str]:
        return [f"scheduler-{n}" for n in range(self.setting.schedulers)]

    @property
    def is_silent(self) -> bool:
        """Nobody is on the telephone, and the tables know it."""
        return self.town.is_silent and not list(self.office.under_way())

    @property
    def faults(self) -> list[str]:
        """What web and scheduler have written into their logs as a fault of ours."""
        logs = (self.folder / f"{name}.log" for name in ("web", *self._schedulers))
        lines = (line for log in logs for line in log.read_text().splitlines())
        return [line for line in lines if '"level": "error"' in line]

    @property
    def said_by_schedulers(self) -> int:
        """How many lines there are in their logs: a new one comes as soon as they work."""
        logs = [self.folder / f"{name}.log" for name in self._schedulers]
        return sum(log.read_text().count("\n") for log in logs)

    def to(self, moment: str) -> None:
        """Waits for `16:00:05` of the day."""
        wanted = helsinki(f"{self.setting.start.split()[0]} {moment}")
        until(lambda: self.now >= wanted, f"it is {moment}", 300)

    def _start_network(self) -> None:
        life = Life(self.folder / f"events-{len(self.lives)}.jsonl")
        self.lives.append(life)
        port, pace = self.ports["network"], self.setting.calls_per_second
        self.processes.start(
            "network",
            f"python -m ivr.simnet --port {port} --seed {len(self.lives)} "
            f"--calls-per-second {pace} --events {life.file}",
        )
        until(lambda: self.town.is_there, "the network answers")
        self.town.come_back()
        self.orders.open()

    def _web_answers(self) -> bool:
        assert not self.processes.has_ended("web"), f"the web has ended: see {self.folder}"
        connection = HTTPConnection("127.0.0.1", self.ports["web"], timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def house(
    folder: Path, store: Store, setting: Setting, lives: list[Life] | None = None
) -> Iterator[House]:
    """All is there and runs while entered; nothing of it afterwards.

    `lives` are those that the network has had here before.
    """
    start = helsinki(setting.start)
    ports: dict[Role, int] = {"web": free_port(), "network": free_port()}
    with ExitStack() as stack:
        enter: Callable[[Any], Any] = stack.enter_context
        rows = enter(office(store.url, setting.policy, start))
        for name, number in setting.hands.items():
            rows.hire(name, number, start)
        webhooks = enter(crossing(free_port(), ports["web"]))
        orders = enter(crossing(free_port(), ports["network"]))
        clock = f"{start.isoformat()}@{setting.speed}@{Wall().now().timestamp():.3f}"
        told = environment(store.url, clock, webhooks.port, orders.port, ports["web"])
        running = enter(processes(folder, told))
        people = dict.fromkeys(setting.hands.values(), setting.manners)
        new = House(
            folder, store, setting, clock_from(clock), rows, Town(ports["network"], people),
            running, orders, webhooks, ports, [] if lives is None else lives,
        )  # fmt: skip
        for part in ("network", "web", "scheduler"):
            new.start(part)
        yield new
    if new.lives[-1].ended_at is None:
        new.lives[-1].ended_at = new.now


def environment(url: str, clock: str, heard: int, asked: int, web: int) -> Mapping[str, str]:
    return {
        "ENV": "development",
        "DATABASE_URL": url,
        "PUBLIC_URL": f"http://127.0.0.1:{heard}",
        "TWILIO_API_URL": f"http://127.0.0.1:{asked}",
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "SECRET_KEY": SECRET,
        "PHONE_NUMBER": SERVICE,
        "HOST": "127.0.0.1",
        "PORT": str(web),
        "CLOCK": clock,
    }
