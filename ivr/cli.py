"""The command `ivr`. Each subcommand is loaded when it is called: `ivr check` needs no web server.

What stands above this package adds commands of its own by the entry points `ivr.commands`.

Exit codes: 0 done, 1 refused (one sentence on standard error), 2 wrongly called.
"""

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

import click

COMMANDS = {
    "upgrade": "ivr.commands.release",
    "seed": "ivr.commands.release",
    "check": "ivr.commands.dialogues",
    "draw": "ivr.commands.dialogues",
    "script": "ivr.commands.dialogues",
    "walk": "ivr.commands.dialogues",
    "access": "ivr.commands.access",
    "audit": "ivr.commands.audit",
    "staff": "ivr.commands.staff",
    "queue": "ivr.commands.queue",
    "backup": "ivr.commands.backup",
    "restore": "ivr.commands.restore",
    "reconcile": "ivr.commands.reconcile",
    "copy": "ivr.commands.copying",
    "demo": "ivr.commands.demo",
    "simnet": "ivr.commands.simnet",
}
OURS: Final = ("flows.", "ivr.", "scheduler.")


def names() -> list[str]:
    """The names of all subcommands, those attached from above last."""
    return [*COMMANDS, *sorted(_attached())]


def _attached() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group="ivr.commands")}


class _LateGroup(click.Group):
    """Knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command: click.Command | None = None
        if module := COMMANDS.get(cmd_name):
            command = getattr(import_module(module), cmd_name)
        elif point := _attached().get(cmd_name):
            command = point.load()
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Our own exceptions are refusals, said in a sentence; any other is a fault of ours."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if type(error).__module__.startswith(OURS):
                raise click.ClickException(str(error)) from error
            raise


@click.command(cls=_LateGroup)
@click.version_option(package_name="takaisinsoitto")
def main() -> None:
    """Takaisinsoitto: free callbacks for those who phone a public agency."""
