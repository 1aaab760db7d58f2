"""What can go wrong on the network: switched on by name, drawn by the seed, and written down."""

from ivr.simnet.faults.fault import BadFaultError, Fault, Occasion
from ivr.simnet.faults.faults import Faults
from ivr.simnet.faults.kinds import KINDS

__all__ = ["KINDS", "BadFaultError", "Fault", "Faults", "Occasion"]
