"""Proofs: who fills in our pages shows that the telephone number typed there is her own."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.db import Base
from ivr.models.agency import Line
from ivr.models.people import Contact


class Proof(Base):
    """One number that one browser wants to prove, by a texted code or by ringing us from it.

    The digits stand nowhere: they follow from the row and our secret. Of the browser, which holds
    a random token, only a hash is kept, and that only for so long as the proof is of use.
    """

    __tablename__ = "proof"
    __table_args__ = (
        CheckConstraint("way IN ('text', 'ring')", name="way"),
        Index("ix_proof_holder", "holder"),
        Index("ix_proof_contact", "contact_id", "begun_at"),
        Index("ix_proof_begun", "begun_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str | None] = mapped_column(String(64))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    way: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(2))
    live: Mapped[bool]  # whether any digits can prove it: not beyond the caps
    tries: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # when the browser last came with it

    contact: Mapped[Contact] = relationship()
    line: Mapped[Line] = relationship()
