"""`ivr audit`: whether the journal is as it was written."""

from pathlib import Path

import click

from ivr.commands.office import open_office
from ivr.services import unbroken
from ivr.services.seals import Sealer
from ivr.services.unbroken import Proven

_KEY_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """Look after the journal of who saw and did what."""


@audit.command()
@click.option("--from", "first", type=click.IntRange(min=1), default=1, help="The first seal.")
@click.option("--digest", "digests", multiple=True, help="One that the log has; may be repeated.")
@click.option("--key-file", "keys", type=_KEY_FILE, multiple=True, help="An earlier SECRET_KEY.")
def verify(first: int, digests: tuple[str, ...], keys: tuple[Path, ...]) -> None:
    """Hold every event against its seal: exit code 1 names the first that was changed, taken out
    or slipped in."""
    secrets = [path.read_text(encoding="utf-8").strip() for path in keys]
    with open_office() as office:
        sealers = [Sealer(one) for one in (office.settings.secret_key.get_secret_value(), *secrets)]
        found = unbroken.verify(
            office.database.reading, sealers, office.clock.now(), first=first, digests=digests
        )
    click.echo(_sentence(found))


def _sentence(found: Proven) -> str:
    waiting = f"{found.waiting} later events have no seal yet."
    if not found.digest:
        return f"There is no seal yet. {waiting}"
    whole = f"Seals {found.first} to {found.last} and the {found.events} events beneath them"
    return f"{whole} are whole. {waiting} The last digest is {found.digest}."
