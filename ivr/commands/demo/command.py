"""The command itself: prepare the data, start the processes, tell the person what to try."""

import os
import sys
import webbrowser
from datetime import datetime
from pathlib import Path

import click

from flows.rules.window import local_date
from ivr.clock import Wall
from ivr.commands.demo.moment import choose
from ivr.commands.demo.place import Place, find, in_a_hurry
from ivr.commands.demo.processes import Processes, Stopped
from ivr.commands.demo.running import clock_setting, start_all
from ivr.commands.demo.welcome import CITIZEN, Scene, welcome
from ivr.db import SCHEDULER, Database, Session, make_engine
from ivr.migrations import upgrade
from ivr.services import agents, calendar, diaries, events, lines, staff
from ivr.services.agency import read_agency
from ivr.services.sample_staff import add_sample_staff
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY
from ivr.simnet.faults.file import read as read_faults
from ivr.simnet.settings import ACCOUNT_SID
from ivr.telephony.recordings import read_recordings


@click.command()
@click.option(
    "--port",
    default=8000,
    type=click.IntRange(1024, 65534),
    help="Port of the pages; the telephone network takes the next one.",
)
@click.option("--at", "wish", default="", help="Helsinki time to start at, such as 'Fri 15:58'.")
@click.option("--fresh", is_flag=True, help="Forget what happened in earlier demonstrations.")
@click.option("--faults", type=Path, help="TOML file of what is to go wrong on the network.")
@click.option(
    "--recordings",
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    help="Folder of prompts read out by a person.",
)
@click.option("--no-browser", is_flag=True, help="Open no page.")
def demo(
    port: int,
    wish: str,
    fresh: bool,
    faults: Path | None,
    recordings: Path | None,
    no_browser: bool,
) -> None:
    """Run everything on this machine, over a simulated telephone network, until Ctrl-C."""
    if faults:
        read_faults(faults)  # refused here rather than in the log of a process
    read_recordings(recordings)
    place = find(Path("instance", "demo").absolute(), port, fresh)
    scene = _prepare(place, wish)
    environment = place.environment(
        ACCOUNT_SID, scene.number, clock_setting(scene.start), str(recordings or "")
    )
    place.write_down(environment)
    with Processes(environment, place.folder) as processes:
        try:
            start_all(processes, place, _options(scene, faults))
            click.echo(welcome(place, scene))
            if not no_browser and _has_screen():
                webbrowser.open(place.network)
            processes.watch()
        except Stopped:
            click.echo("Stopping.")


def _prepare(place: Place, wish: str) -> Scene:
    """Tables, agency and people; when it begins."""
    now = Wall().now()
    upgrade(place.database)
    database = Database(make_engine(place.database, SCHEDULER))
    try:
        with database.writing() as session:
            seed(session, in_a_hurry(read_agency(SAMPLE_AGENCY)), now)
            logins = add_sample_staff(session, place.secret, now)
            newest = events.newest(session)
            line = lines.default(session)
            days = calendar.of_line(session, line, local_date(max(now, newest or now)))
            start = choose(wish, newest, now, days)
            _come_to_work(session, start or now)
            diaries.extend(session, start or now)
            return Scene(line.number, logins, start)
    finally:
        database.close()


def _come_to_work(session: Session, now: datetime) -> None:
    """Agents who are off would not be counted on today, and nobody be promised a call today."""
    for person in staff.every(session):
        if person.role == "agent" and person.state == "off":
            agents.set_state(session, person, "paused", actor="system", now=now)


def _options(scene: Scene, faults: Path | None) -> list[str]:
    """What the network is told: whose telephones there are, and what is to go wrong."""
    phones = [CITIZEN, *(login.phone for login in scene.logins if login.role == "agent")]
    handsets = [argument for phone in phones for argument in ("--handset", phone)]
    return handsets + (["--faults", str(faults)] if faults else [])


def _has_screen() -> bool:
    return sys.platform == "darwin" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
