"""`ivr demo`: the whole system on one machine, over a simulated telephone network."""

from ivr.commands.demo.command import demo

__all__ = ["demo"]
