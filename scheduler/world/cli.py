"""`ivr simulate`: what would happen, and whether what may not happen does."""

import click


@click.group()
def simulate() -> None:
    """Live through weeks or years of simulated calls, and see what would be if."""
