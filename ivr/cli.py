"""The command `ivr`. Each subcommand is loaded when it is called: `ivr check` needs no web server.

Exit codes: 0 done, 1 refused (one sentence on standard error), 2 wrongly called.
"""

from importlib import import_module
from typing import Any

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


class _LateGroup(click.Group):
    """Knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(module), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Our own exceptions are refusals, said in a sentence; any other is a fault of ours."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if type(error).__module__.startswith(("flows.", "ivr.")):
                raise click.ClickException(str(error)) from error
            raise


@click.command(cls=_LateGroup)
@click.version_option(package_name="takaisinsoitto")
def main() -> None:
    """Takaisinsoitto: free callbacks for those who phone a public agency."""
