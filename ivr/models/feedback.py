"""Feedback on the service: what citizens write to the agency about its pages and its telephone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.db import Base, opaque_id


class Feedback(Base):
    """One message, due for an answer; its words and the address are emptied in time."""

    __tablename__ = "feedback"
    __table_args__ = (
        Index(
            "ix_feedback_open",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_feedback_done_at", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=opaque_id)
    about: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2))
    words: Mapped[str | None] = mapped_column(Text)
    answer_to: Mapped[str | None] = mapped_column(String(120))
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who has dealt with it
