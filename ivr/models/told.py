"""What is told to citizens: the promises of a call, and the texts sent."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.db import Base, opaque_id

_UNATTEMPTED = text("attempt_id IS NULL")
_UNJUDGED = text("score IS NULL")


class Promise(Base):
    """A time told to a citizen, in the words that were told; later scored."""

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_callback", "callback_id", "told_at"),
        Index("ix_promise_booking", "booking_id"),
        Index("ix_promise_day", "local_date"),
        CheckConstraint("callback_id IS NOT NULL OR booking_id IS NOT NULL", name="of_something"),
        Index(
            "ix_promise_unjudged",
            "to_at",
            sqlite_where=_UNJUDGED,
            postgresql_where=_UNJUDGED,
        ),
        CheckConstraint("score IN ('kept', 'late', 'broken')", name="score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Of a phone time that is still to come it is the booking's alone.
    callback_id: Mapped[int | None] = mapped_column(ForeignKey("callback.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    local_date: Mapped[date]
    form: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    channel: Mapped[str] = mapped_column(String(8))  # spoken | text | web | staff
    told_at: Mapped[datetime]
    score: Mapped[str | None] = mapped_column(String(8))
    scored_at: Mapped[datetime | None]


class Message(Base):
    """A text message: queued here with its cause, sent later, never sent again on doubt."""

    __tablename__ = "message"
    __table_args__ = (
        Index("uq_message_once", "callback_id", "kind", "attempt_id", unique=True),
        Index(
            "uq_message_once_unattempted",  # two empty attempts would count as different
            "callback_id",
            "kind",
            unique=True,
            sqlite_where=_UNATTEMPTED,
            postgresql_where=_UNATTEMPTED,
        ),
        Index("uq_message_once_booking", "booking_id", "booking_version", "kind", unique=True),
        Index("ix_message_contact", "contact_id", "created_at"),
        Index(
            "ix_message_queued",
            "send_after",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_message_sending",
            "sent_at",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index(
            "ix_message_unknown",
            "sent_at",
            sqlite_where=text("state = 'unknown'"),
            postgresql_where=text("state = 'unknown'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True, default=opaque_id)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    callback_id: Mapped[int | None] = mapped_column(ForeignKey("callback.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    booking_version: Mapped[int | None]
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("proof.id"))
    kind: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    body: Mapped[str | None] = mapped_column(Text)
    # queued sending sent delivered failed unknown, or obsolete: untrue before it was sent
    state: Mapped[str] = mapped_column(String(16))
    sid: Mapped[str | None] = mapped_column(String(34), unique=True)
    error: Mapped[int | None]
    created_at: Mapped[datetime]
    send_after: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]  # when the network was last asked about it
    unlisted_at: Mapped[datetime | None]  # when the network first did not list it
