"""People: the only home of telephone numbers, and the staff."""

from datetime import datetime
from typing import Any

from sqlalchemy import Computed, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.db import Base, opaque_id


class Contact(Base):
    """A telephone number and what is personal about it. Everything else holds only the id, so
    that a person can be erased while facts and figures stay. Uniqueness is that of a keyed hash.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index(
            "ix_contact_known",
            "created_at",
            sqlite_where=text("number IS NOT NULL"),
            postgresql_where=text("number IS NOT NULL"),
        ),
        Index("ix_contact_ending", "ending"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(20))  # E.164; empty once erased
    # The database takes the last three digits out of the number, and erases them with it.
    ending: Mapped[str | None] = mapped_column(
        String(3), Computed("substr(number, length(number) - 2)", persisted=True)
    )
    number_key: Mapped[str] = mapped_column(String(64), unique=True)
    refuses_typed: Mapped[bool] = mapped_column(default=False)  # "did not ask": see outcome 4
    unreachable: Mapped[bool] = mapped_column(default=False)  # the network knows no such number
    created_at: Mapped[datetime]


class Staff(Base):
    """A member of the staff: login, role, telephone, and what an agent is doing now."""

    __tablename__ = "staff"
    __table_args__ = (
        Index(
            "ix_staff_ready",
            "state_since",
            sqlite_where=text("state = 'ready'"),
            postgresql_where=text("state = 'ready'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=opaque_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)  # the login name
    role: Mapped[str] = mapped_column(String(16))  # agent | supervisor | admin | auditor
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), unique=True)
    languages: Mapped[list[str]]
    line_keys: Mapped[list[str] | None]  # empty: all lines
    created_at: Mapped[datetime]

    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    logged_in_at: Mapped[datetime | None]  # lately
    pages_language: Mapped[str | None] = mapped_column(String(2))
    totp_seed: Mapped[str | None] = mapped_column(String(64))  # empty: she has no second step
    totp_step: Mapped[int] = mapped_column(default=0)  # of the newest code used
    recovery_codes: Mapped[list[str] | None]  # keyed hashes of those not used yet
    provider_key: Mapped[str | None] = mapped_column(String(255), unique=True)
    # … as whom the organisation's own provider of logins knows her

    pin_hash: Mapped[str | None] = mapped_column(String(255))
    pin_misses: Mapped[int] = mapped_column(default=0)
    pin_locked_until: Mapped[datetime | None]

    state: Mapped[str] = mapped_column(String(16), default="off")
    state_reason: Mapped[str | None] = mapped_column(String(32))
    state_since: Mapped[datetime]
    wrapup_until: Mapped[datetime | None]
    misses: Mapped[int] = mapped_column(default=0)  # missed offers in a row
    missed_at: Mapped[datetime | None]  # the last of all she missed
    pause_after: Mapped[bool] = mapped_column(default=False)

    contact: Mapped[Contact | None] = relationship()

    def serves(self, line_key: str) -> bool:
        return self.line_keys is None or line_key in self.line_keys

    @property
    def details(self) -> dict[str, Any]:
        return {"name": self.name, "role": self.role, "state": self.state}
