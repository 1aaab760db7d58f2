"""`ivr restore`: a backup takes the place of the database, and nobody is dialled."""

from datetime import datetime
from pathlib import Path

import click

from flows.rules.window import HELSINKI
from ivr.clock import clock_from
from ivr.services import restores
from ivr.services.aftermath import Left
from ivr.settings import read_settings

_DONE = """\
{file} is in place. The last thing it knows of is from {as_of}.
Lines on which dialling is paused: {lines}.
Calls that were under way, and need a decision on /queue: {callbacks}.
Texts that may have been sent since and are held back: {texts}.
Agents are off, and everybody logs in anew. What happened after that moment is not known here:
requests, bookings, cancellations, new passwords and switches."""
_NEXT = """\
Next: `ivr reconcile` asks the telephone network whom it has called since, and lets the lines
dial again. Without it a supervisor can switch each line on, on /queue."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Keep aside the database that is there.")
def restore(file: Path, replace: bool) -> None:
    """Go back to what a backup holds. Stop web and scheduler first."""
    settings = read_settings()
    now = clock_from(settings.clock).now()
    url = settings.database_url.get_secret_value()
    left, kept = restores.restore(url, file, now, replace=replace)
    click.echo(_told(file, left))
    if kept:
        click.echo(f"What was there before is kept: {kept}.")
    click.echo(_NEXT)


def _told(file: Path, left: Left) -> str:
    figures = {"lines": left.lines, "callbacks": left.callbacks, "texts": left.texts}
    return _DONE.format(file=file, as_of=_moment(left.as_of), **figures)


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(HELSINKI):%d.%m.%Y %H:%M:%S}" if at else "before anything happened"
