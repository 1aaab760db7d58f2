"""The API, version 2010-04-01, as far as this network has it; knows values, not HTTP."""

from ivr.simnet.rest.refusals import Response
from ivr.simnet.rest.router import answer

__all__ = ["Response", "answer"]
