"""A strict reader of TwiML, written from the public documentation; knows nothing of calls."""

from ivr.simnet.twiml.document import Document, Problem, Verb
from ivr.simnet.twiml.reader import read

__all__ = ["Document", "Problem", "Verb", "read"]
