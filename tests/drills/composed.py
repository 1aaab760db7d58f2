"""The services of compose.yaml as processes: their commands and checks are read from the file."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import yaml  # type: ignore[import-untyped]

from ivr.clock import Clock, Wall, clock_from
from tests.clocks import helsinki
from tests.drills.crossing import Crossing, crossing
from tests.drills.databases import served
from tests.drills.house import HANDS, QUICK, environment
from tests.drills.office import Office, office
from tests.drills.processes import Processes, free_port, processes
from tests.drills.town import SERVES, Town
from tests.drills.waiting import until
from tests.shape.sources import ROOT

SERVICES: Final[Mapping[str, dict[str, Any]]] = yaml.safe_load((ROOT / "compose.yaml").read_text())[
    "services"
]
WEBS, SCHEDULERS = ("web-1", "web-2"), ("scheduler-1", "scheduler-2")
SERVING = (*WEBS, *SCHEDULERS)
_START: Final = helsinki("2026-11-24 10:00")


@dataclass
class Composed:
    """All that runs; `proxy` is what the network reaches, and leads to the first web."""

    running: Mapping[str, Processes]
    ports: Mapping[str, int]
    proxy: Crossing
    rows: Office
    town: Town
    clock: Clock

    @property
    def callbacks(self) -> list[str]:
        """The state of each."""
        return [one.state for one in self.rows.rows()["callbacks"]]


def command(name: str) -> str:
    """The service's command as a line of shell: `$$` is how compose writes a `$` of the shell's."""
    return str(SERVICES[name]["command"]).replace("$$", "$")


def is_well(name: str, there: Processes) -> bool:
    """Whether the service's own check says so."""
    return there.run(SERVICES[name]["healthcheck"]["test"]) == 0


@contextmanager
def composed(folder: Path) -> Iterator[Composed]:
    """As compose does: first the tables, then webs and schedulers; and a network beside them."""
    with ExitStack() as stack:
        store = stack.enter_context(served())
        ports = {name: free_port() for name in SERVING}
        proxy = stack.enter_context(crossing(free_port(), ports["web-1"]))
        told = f"{_START.isoformat()}@20@{Wall().now().timestamp():.3f}"
        settings = environment(store.url, told, proxy.port, network := free_port(), 0)
        running = {
            name: stack.enter_context(processes(folder, {**settings, "PORT": str(port)}))
            for name, port in ports.items()
        }
        released = running["web-1"].run(command("release"))
        if released:
            raise subprocess.CalledProcessError(released, command("release"))
        rows = stack.enter_context(office(store.url, QUICK, _START))
        clock = clock_from(told)
        for name, number in HANDS.items():
            rows.hire(name, number, clock.now())
        for name, there in running.items():
            there.start(name, command(name))
        for name in WEBS:
            until(partial(is_well, name, running[name]), f"{name} is well")
        beside = stack.enter_context(processes(folder, settings))
        beside.start("network", f"python -m ivr.simnet --port {network}")
        proxy.open()
        town = Town(network, dict.fromkeys(HANDS.values(), SERVES))
        until(lambda: town.is_there, "the network answers")
        town.come_back()
        yield Composed(running, ports, proxy, rows, town, clock)
