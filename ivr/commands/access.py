"""`ivr access`: who may open which page, as a table."""

from pathlib import Path
from typing import Final

import click

from ivr.app import create_app
from ivr.settings import read_settings
from ivr.web.matrix import matrix

FILE: Final = "access.md"
_HEAD: Final = """# Who may do what

Written by `make docs` from the one table by which every request is let in (`ivr/web/access.py`);
a test asks for every page as every role. What is not here is open to nobody. The network's own
addresses (`/voice/…`, `/sms/…`) open to Twilio's signature alone and are left out.

"""


@click.command()
@click.option("--write", type=click.Path(file_okay=False, path_type=Path), help="A folder.")
def access(write: Path | None) -> None:
    """Show which roles may open which pages, or write it into a folder."""
    told = table()
    if write is None:
        click.echo(told, nl=False)
    else:
        (write / FILE).write_text(told, encoding="utf-8")


def table() -> str:
    """The whole document."""
    return _HEAD + matrix(create_app(read_settings()))
