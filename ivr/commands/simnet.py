"""`ivr simnet`: the network's own commands, and two that run the product beside it."""

from ivr.commands.crowd.command import crowd, replay
from ivr.simnet.cli import simnet

simnet.add_command(crowd)
simnet.add_command(replay)

__all__ = ["simnet"]
