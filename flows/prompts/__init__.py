"""What people hear and read: the sentences of the catalogue, and facts in words to put into them.

Knows nothing of dialogues, telephones or tables.
"""

from flows.prompts.catalogue import BrokenCatalogueError, MissingValueError, UnknownPromptError
from flows.prompts.sentences import AGENCY, ids, placeholders, say, seconds, sms, sms_kinds, texts

__all__ = [
    "AGENCY",
    "BrokenCatalogueError",
    "MissingValueError",
    "UnknownPromptError",
    "ids",
    "placeholders",
    "say",
    "seconds",
    "sms",
    "sms_kinds",
    "texts",
]
