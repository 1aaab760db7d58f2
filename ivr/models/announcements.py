"""Announcements: what every caller of a line is told for some time, besides what is always said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ivr.db import Base


class Announcement(Base):
    """Words in each language, heard on a line from one moment to another.

    Whoever ends one early moves its end to that moment, so it is never valid again.
    """

    __tablename__ = "announcement"
    __table_args__ = (
        CheckConstraint("starts_at <= ends_at", name="in_order"),
        Index("ix_announcement_line", "line_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    words: Mapped[dict[str, str]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
