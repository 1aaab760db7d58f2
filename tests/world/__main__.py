"""`python -m tests.world SEED`: lives through one world and says where a promise was broken.

What it prints is what a failing test prints, too; the same seed always goes the same way.
"""

import json
import logging
import sys
from dataclasses import asdict
from datetime import date
from time import process_time

import click
import structlog

from scheduler.world.outline import Outline
from tests.world.living import live


@click.command()
@click.argument("seed", type=int)
@click.option("--first", default="2026-11-23", help="The first day.")
@click.option("--days", default=5, help="How many days people call.")
@click.option("--factor", default=1.0, help="Calls beside those of Kainuu's office.")
@click.option("--agents", default=6)
@click.option("--calm", is_flag=True, help="Nothing goes wrong.")
@click.option("--fingerprint", is_flag=True, help="Print only that of the ledger.")
def main(
    seed: int, first: str, days: int, factor: float, agents: int, calm: bool, fingerprint: bool
) -> None:
    """Live through the world of SEED."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    begun = process_time()
    outline = Outline(seed, date.fromisoformat(first), days, factor, agents, rough=not calm)
    lived = live(
        outline, seen=lambda day: click.echo(f"{day} {process_time() - begun:.1f} s", err=True)
    )
    told = asdict(lived.chronicle) | {
        "complaints": lived.complaints,
        "seconds": round(process_time() - begun, 1),
    }
    click.echo(told["fingerprint"] if fingerprint else json.dumps(told, indent=1, default=str))
    sys.exit(bool(lived.complaints))


if __name__ == "__main__":
    main()
