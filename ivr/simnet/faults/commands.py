"""`ivr simnet faults`: what can go wrong, and making it go wrong on a running network."""

import click

from ivr.simnet.faults.kinds import KINDS
from ivr.simnet.reaching import reaches_network
from ivr.simnet.visitor import Visitor


@click.group()
def faults() -> None:
    """List what can go wrong, and switch it on and off on a running network."""


@faults.command("list")
def list_() -> None:
    """Tell every fault there is and what it does."""
    for name, kind in KINDS.items():
        usual = f" ({kind.seconds:g} s)" if kind.seconds is not None else ""
        click.echo(f"{name:<24} {kind.what}{usual}")


@faults.command()
@reaches_network
def show(visitor: Visitor) -> None:
    """Tell what is on, and how often each fault has struck."""
    for fault in visitor.faults():
        if fault["on"] or fault["injected"]:
            on = "; ".join(fault["on"]) or "off"
            click.echo(f"{fault['name']:<24} {on:<24} struck {fault['injected']}")


@faults.command("set")
@click.argument("name")
@click.argument("probability", type=float)
@reaches_network
def set_(name: str, probability: float, visitor: Visitor) -> None:
    """Let the fault NAME strike with PROBABILITY, from 0 (off) to 1 (always)."""
    visitor.set_fault(name, probability)


@faults.command()
@reaches_network
def clear(visitor: Visitor) -> None:
    """Switch all faults off."""
    visitor.clear_faults()
