"""Short notes that agents leave on a callback for whoever calls next."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.db import Base


class Note(Base):
    """Words about how to reach a citizen, never about the matter; gone when the number goes."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_callback", "callback_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callback.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    words: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
