"""Why a citizen comes to a service point: a code from one short list, never words of one's own.

The reason is seen by the staff alone; no text and no call tells it.
"""

from typing import Final, Literal, get_args

VisitReason = Literal[
    "application_help",
    "identity",
    "documents",
    "device_help",
    "interpreter_meeting",
    "other",
]

VISIT_REASONS: Final[tuple[VisitReason, ...]] = get_args(VisitReason)
"""The most frequent first: it stands chosen where an agent books."""
