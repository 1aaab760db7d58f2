"""Access to the staff's pages: who is logged in, from which login on and how lately seen."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.db import Base, opaque_id
from ivr.models.people import Staff


class LoginSession(Base):
    """One login of a member of the staff, kept here so that logging out ends it everywhere.

    The browser holds a random token; only its hash stands here, so that a copy of the database
    opens no page.
    """

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_began_at", "began_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    half: Mapped[bool] = mapped_column(default=False)  # a code has to follow the password
    way: Mapped[str] = mapped_column(String(8), default="password")  # password | passkey | provider

    staff: Mapped[Staff] = relationship()


class Draft(Base):
    """A form that was sent when its session had ended: kept until she has logged in again, so
    that nothing typed is lost. One for each session that ended."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_saved_at", "saved_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the ended session
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    path: Mapped[str] = mapped_column(String(400))
    fields: Mapped[dict[str, list[str]]]  # what was sent by name
    saved_at: Mapped[datetime]


class Passkey(Base):
    """A key that one of her devices holds, and lets her use with a finger, a face or a PIN.

    The device keeps the secret; here is what checks its signatures. Source: WebAuthn Level 3.
    """

    __tablename__ = "passkey"
    __table_args__ = (Index("ix_passkey_staff_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=opaque_id)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    credential: Mapped[str] = mapped_column(String(1400), unique=True)  # its id, base64url
    public_key: Mapped[str] = mapped_column(Text)  # COSE, base64url
    uses: Mapped[int]  # the device's own count, where it keeps one
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    staff: Mapped[Staff] = relationship()
