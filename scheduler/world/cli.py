"""`ivr simulate`: what would happen, and whether what may not happen does."""

import click

from scheduler.world.living import live
from scheduler.world.reckoning.command import reckon


@click.group()
def simulate() -> None:
    """Live through weeks or years of simulated calls, and see what would be if."""


simulate.add_command(live)
simulate.add_command(reckon)
