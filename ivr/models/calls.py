"""Calls that run through a dialogue, and the one stored answer of each of their turns."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.db import Base

_KEPT = text("state IS NOT NULL")
_OPEN = text("ended_at IS NULL")


class Call(Base):
    """One call that a dialogue holds: a citizen's or an agent's inbound call, or an agent's leg."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("direction IN ('inbound', 'agent')", name="direction"),
        Index("ix_call_contact", "contact_id", "started_at"),
        Index("ix_call_open", "started_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_call_kept", "started_at", sqlite_where=_KEPT, postgresql_where=_KEPT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str] = mapped_column(String(34), unique=True)
    direction: Mapped[str] = mapped_column(String(8))
    dialogue: Mapped[str] = mapped_column(String(32))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))  # as shown
    shown: Mapped[str] = mapped_column(String(16))  # callable | withheld | refused | staff
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    # callback -> call -> attempt -> callback is a circle: this is where tables are tied last.
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id", use_alter=True))
    state: Mapped[dict[str, Any] | None]  # the dialogue's; emptied 48 h after the call
    turn: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]  # when we last answered a turn
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_status: Mapped[str | None] = mapped_column(String(16))
    asked_at: Mapped[datetime | None]  # when the network was last asked whether it goes on


class TurnAnswer(Base):
    """What we answered to a turn: the same bytes again, however often it is asked."""

    __tablename__ = "turn"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[str | None] = mapped_column(Text)  # emptied 48 h after the call
    releases: Mapped[bool] = mapped_column(default=False)  # the answer dials the citizen
    at: Mapped[datetime]
