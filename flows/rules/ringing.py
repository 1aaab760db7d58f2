"""Ringing in vain: whose doing it was that a citizen's telephone stopped ringing."""

from datetime import datetime, timedelta
from typing import Final, Literal

Unanswered = Literal["no_answer", "abandoned"]
"""Nobody took it in its time, or the agent put the receiver down before."""

NEARLY_OVER: Final = timedelta(seconds=5)
"""Whoever leaves so shortly before the ringing would have stopped has let it ring."""
TOGETHER: Final = timedelta(seconds=2)
"""Two legs that end within this are one leg that ended and took the other with it."""


def unanswered(
    ended_at: datetime, rings_until: datetime, left_at: datetime | None
) -> Unanswered | None:
    """How the ringing that stopped at `ended_at` came out.

    It would have gone on until `rings_until`; the agent's own leg ended at `left_at`, None if
    that has not been heard of. None: as long as it has not been, it can't be told.
    """
    if ended_at >= rings_until - NEARLY_OVER:
        return "no_answer"
    if left_at is None:
        return None
    return "abandoned" if left_at <= ended_at + TOGETHER else "no_answer"
