"""`ivr queue`: the open callbacks, and a supervisor's decision on one of them."""

import json
from datetime import datetime
from typing import cast

import click

from flows.rules.window import HELSINKI
from ivr.commands.office import open_office
from ivr.services import listing, resolutions
from ivr.services import queue as waiting
from ivr.services.queue import Row
from ivr.services.resolutions import RESOLUTIONS, Resolution

_COLUMNS = "{:<32} {:<11} {:<19} {:<10} {:<4} {:>5} {:<16} {:<22} {}"
_HEADS = ("ID", "STATE", "NUMBER", "LINE", "LANG", "TRIES", "DUE", "PROMISED", "WHY")


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.pass_context
def queue(context: click.Context, as_json: bool) -> None:
    """Print the open callbacks, the longest waiting first."""
    if context.invoked_subcommand:
        return
    with open_office() as office, office.database.reading() as session:
        rows = list(waiting.every(session))
    if as_json:
        click.echo(json.dumps([listing.plain(row) for row in rows], ensure_ascii=False, indent=2))
        return
    click.echo(_COLUMNS.format(*_HEADS))
    for row in rows:
        click.echo(_as_line(row))


@queue.command()
@click.argument("public_id", metavar="ID")
@click.argument("to", metavar="|".join(RESOLUTIONS), type=click.Choice(list(RESOLUTIONS)))
def resolve(public_id: str, to: str) -> None:
    """Decide on a callback that needs a person, or cancel one."""
    with open_office() as office, office.database.writing() as session:
        now = office.clock.now()
        resolutions.resolve(session, public_id, cast(Resolution, to), "system", now)
    click.echo(f"{public_id}: {to}")


def _as_line(row: Row) -> str:
    promised = (
        f"{listing.short(row.promise.from_at)}-{_clock(row.promise.to_at)}" if row.promise else "-"
    )
    return _COLUMNS.format(
        row.id,
        row.state,
        row.number,
        row.line,
        row.language,
        row.attempts,
        listing.short(row.due),
        promised,
        listing.why(row),
    ).rstrip()


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(HELSINKI):%H:%M}"
