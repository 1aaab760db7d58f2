"""`ivr queue`: the open callbacks, and a supervisor's decision on one of them."""

import json
from datetime import datetime
from typing import Any, cast

import click

from flows.rules.window import HELSINKI
from ivr.commands.office import open_office
from ivr.services import queue as waiting
from ivr.services import resolutions
from ivr.services.queue import Row
from ivr.services.resolutions import RESOLUTIONS, Resolution

_COLUMNS = "{:<22} {:<11} {:<19} {:<10} {:<4} {:>5} {:<16} {:<22} {}"
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
        click.echo(json.dumps([_as_json(row) for row in rows], ensure_ascii=False, indent=2))
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


def _as_json(row: Row) -> dict[str, Any]:
    promise = row.promise
    return {
        "id": row.id,
        "state": row.state,
        "number": row.number,
        "line": row.line,
        "language": row.language,
        "attempts": row.attempts,
        "asked": _iso(row.asked),
        "due": _iso(row.due),
        "promise": promise
        and {
            "from": _iso(promise.from_at),
            "to": _iso(promise.to_at),
            "words": promise.words,
        },
        "raised": row.raised,
        "why": _why(row),
    }


def _as_line(row: Row) -> str:
    promised = f"{_short(row.promise.from_at)}-{_clock(row.promise.to_at)}" if row.promise else "-"
    return _COLUMNS.format(
        row.id,
        row.state,
        row.number,
        row.line,
        row.language,
        row.attempts,
        _short(row.due),
        promised,
        _why(row),
    ).rstrip()


def _why(row: Row) -> str:
    raised = {
        None: "",
        "no_agent": "no agent for it; ",
        "overdue": "later than promised; ",
        "unfiled": "outcome missing; ",
        "silence": "nothing heard of the call; ",
        "two_legs": "the network made two calls; ",
    }.get(row.raised, f"{row.raised}; ")
    match row.why:
        case None:
            reason = row.state.replace("_", " ")
        case reason_ if reason_.code == "earliest":
            head_start = reason_.values["head_start"]
            reason = f"asked {_short(row.asked)}, minus a head start of {head_start} min"
        case _:
            reason = f"not before {_short(row.due)}"
    return raised + reason


def _iso(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).isoformat(timespec="seconds")


def _short(moment: datetime) -> str:
    return f"{moment.astimezone(HELSINKI):%Y-%m-%d %H:%M}"


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(HELSINKI):%H:%M}"
