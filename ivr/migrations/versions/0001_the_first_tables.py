"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("names", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_agency_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("holiday", sa.String(length=32), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("short_day", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column(
            "ending",
            sa.String(length=3),
            sa.Computed("substr(number, length(number) - 2)", persisted=True),
            nullable=True,
        ),
        sa.Column("number_key", sa.String(length=64), nullable=False),
        sa.Column("refuses_typed", sa.Boolean(), nullable=False),
        sa.Column("unreachable", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("number_key", name=op.f("uq_contact_number_key")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index("ix_contact_ending", ["ending"], unique=False)
        batch_op.create_index(
            "ix_contact_known",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("number IS NOT NULL"),
            postgresql_where=sa.text("number IS NOT NULL"),
        )

    op.create_table(
        "heartbeat",
        sa.Column("process", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "job_slot",
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.String(length=48), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_job_slot")),
    )
    op.create_table(
        "line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("names", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("hours", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("hours_words", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("price_words", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("urgent_words", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("policy", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("takes_requests", sa.Boolean(), nullable=False),
        sa.Column("dials", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
        sa.UniqueConstraint("key", name=op.f("uq_line_key")),
        sa.UniqueConstraint("number", name=op.f("uq_line_number")),
    )
    op.create_table(
        "pace",
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pace")),
    )
    op.create_table(
        "rate",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.CheckConstraint("count <= cap", name=op.f("ck_rate_below_cap")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_rate_not_negative")),
        sa.PrimaryKeyConstraint("subject", "day", name=op.f("pk_rate")),
    )
    op.create_table(
        "seal",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("keyed_by", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_seal_not_empty")),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_seal_sequence_from_one")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_seal")),
    )
    op.create_table(
        "service_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("addresses", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("hours", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("desks", sa.Integer(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("buffer_minutes", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("notice_minutes", sa.Integer(), nullable=False),
        sa.Column("kept_share", sa.Double(), nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.Column("adviser_first", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("desks >= 1", name=op.f("ck_service_point_a_desk")),
        sa.CheckConstraint(
            "kept_share >= 0 AND kept_share <= 1", name=op.f("ck_service_point_share")
        ),
        sa.CheckConstraint(
            "slot_minutes >= 5 AND buffer_minutes >= 0", name=op.f("ck_service_point_lengths")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_point")),
        sa.UniqueConstraint("key", name=op.f("uq_service_point_key")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_announcement_in_order")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_announcement_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index("ix_announcement_line", ["line_id", "ends_at"], unique=False)

    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(opens IS NULL) = (closes IS NULL)", name=op.f("ck_closure_both_or_neither")
        ),
        sa.CheckConstraint(
            "line_id IS NULL OR point_id IS NULL", name=op.f("ck_closure_one_owner")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_closure_line_id")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["service_point.id"], name=op.f("fk_closure_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index(
            "uq_closure_all",
            ["date"],
            unique=True,
            sqlite_where=sa.text("line_id IS NULL AND point_id IS NULL"),
            postgresql_where=sa.text("line_id IS NULL AND point_id IS NULL"),
        )
        batch_op.create_index("uq_closure_line", ["line_id", "date"], unique=True)
        batch_op.create_index("uq_closure_point", ["point_id", "date"], unique=True)

    op.create_table(
        "diary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("laid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(point_id IS NULL) <> (line_id IS NULL)", name=op.f("ck_diary_one_owner")
        ),
        sa.CheckConstraint(
            "language IS NULL OR line_id IS NOT NULL", name=op.f("ck_diary_language_of_line")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_diary_line_id")),
        sa.ForeignKeyConstraint(["point_id"], ["service_point.id"], name=op.f("fk_diary_point_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diary")),
        sa.UniqueConstraint("point_id", name=op.f("uq_diary_point_id")),
    )
    with op.batch_alter_table("diary", schema=None) as batch_op:
        batch_op.create_index("uq_diary_language", ["line_id", "language"], unique=True)
        batch_op.create_index(
            "uq_diary_whole_line",
            ["line_id"],
            unique=True,
            sqlite_where=sa.text("language IS NULL"),
            postgresql_where=sa.text("language IS NULL"),
        )

    op.create_table(
        "proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('text', 'ring')", name=op.f("ck_proof_way")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_proof_contact_id")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_proof_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
    )
    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.create_index("ix_proof_begun", ["begun_at"], unique=False)
        batch_op.create_index("ix_proof_contact", ["contact_id", "begun_at"], unique=False)
        batch_op.create_index("ix_proof_holder", ["holder"], unique=False)

    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("line_keys", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("logged_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pages_language", sa.String(length=2), nullable=True),
        sa.Column("totp_seed", sa.String(length=64), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("recovery_codes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("provider_key", sa.String(length=255), nullable=True),
        sa.Column("pin_hash", sa.String(length=255), nullable=True),
        sa.Column("pin_misses", sa.Integer(), nullable=False),
        sa.Column("pin_locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_reason", sa.String(length=32), nullable=True),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrapup_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_after", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_staff_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_staff_contact_id")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_name")),
        sa.UniqueConstraint("provider_key", name=op.f("uq_staff_provider_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_public_id")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_ready",
            ["state_since"],
            unique=False,
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )

    op.create_table(
        "tally",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_tally_not_negative")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_tally_line_id")),
        sa.PrimaryKeyConstraint("line_id", "language", "state", name=op.f("pk_tally")),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sid", sa.String(length=34), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("dialogue", sa.String(length=32), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("shown", sa.String(length=16), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_status", sa.String(length=16), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("direction IN ('inbound', 'agent')", name=op.f("ck_call_direction")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_call_attempt_id"), use_alter=True
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_call_contact_id")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_call_line_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_call_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("sid", name=op.f("uq_call_sid")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index("ix_call_contact", ["contact_id", "started_at"], unique=False)
        batch_op.create_index(
            "ix_call_kept",
            ["started_at"],
            unique=False,
            sqlite_where=sa.text("state IS NOT NULL"),
            postgresql_where=sa.text("state IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_call_open",
            ["started_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "draft",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_draft_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index("ix_draft_saved_at", ["saved_at"], unique=False)

    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('callbacks', 'bookings')", name=op.f("ck_export_kind")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_export_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("answer_to", sa.String(length=120), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_feedback_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feedback_public_id")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_done_at", ["done_at"], unique=False)
        batch_op.create_index(
            "ix_feedback_open",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("half", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_login_session_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index("ix_login_session_began_at", ["began_at"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_passkey_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
        sa.UniqueConstraint("public_id", name=op.f("uq_passkey_public_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index("ix_passkey_staff_id", ["staff_id"], unique=False)

    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("diary_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("staffed", sa.Integer(), nullable=False),
        sa.Column("within_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kept >= 0 AND kept <= capacity", name=op.f("ck_slot_kept")),
        sa.CheckConstraint("staffed >= 0 AND staffed <= taken", name=op.f("ck_slot_staffed")),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_slot_capacity")),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.id"], name=op.f("fk_slot_diary_id")),
        sa.ForeignKeyConstraint(["within_id"], ["slot.id"], name=op.f("fk_slot_within_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index("ix_slot_within", ["within_id"], unique=False)
        batch_op.create_index("uq_slot_start", ["diary_id", "starts_at"], unique=True)

    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("number_source", sa.String(length=8), nullable=True),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("holder", sa.String(length=48), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=4), nullable=True),
        sa.Column("reference_key", sa.String(length=64), nullable=True),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'held') = (held_until IS NOT NULL)", name=op.f("ck_booking_held_until")
        ),
        sa.CheckConstraint(
            "(state IN ('held', 'booked')) = (seat IS NOT NULL)", name=op.f("ck_booking_seated")
        ),
        sa.CheckConstraint("channel IN ('phone', 'web', 'staff')", name=op.f("ck_booking_channel")),
        sa.CheckConstraint("kind IN ('phone_time', 'visit')", name=op.f("ck_booking_kind")),
        sa.CheckConstraint(
            "state IN ('held', 'released') OR contact_id IS NOT NULL",
            name=op.f("ck_booking_of_somebody"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_booking_call_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_booking_contact_id")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_booking_line_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_booking_slot_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_booking_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("public_id", name=op.f("uq_booking_public_id")),
        sa.UniqueConstraint("reference_key", name=op.f("uq_booking_reference_key")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(
            "ix_booking_ahead",
            ["kind", "starts_at"],
            unique=False,
            sqlite_where=sa.text("state = 'booked'"),
            postgresql_where=sa.text("state = 'booked'"),
        )
        batch_op.create_index("ix_booking_contact", ["contact_id", "state"], unique=False)
        batch_op.create_index("ix_booking_day", ["starts_at"], unique=False)
        batch_op.create_index(
            "ix_booking_displaced",
            ["state_since"],
            unique=False,
            sqlite_where=sa.text("state = 'displaced'"),
            postgresql_where=sa.text("state = 'displaced'"),
        )
        batch_op.create_index(
            "ix_booking_held",
            ["held_until"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.create_index(
            "uq_booking_held",
            ["holder"],
            unique=True,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.create_index(
            "uq_booking_seat",
            ["slot_id", "seat"],
            unique=True,
            sqlite_where=sa.text("state IN ('held', 'booked')"),
            postgresql_where=sa.text("state IN ('held', 'booked')"),
        )

    op.create_table(
        "turn",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("releases", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_turn_call_id")),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_turn")),
    )
    op.create_table(
        "callback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("number_source", sa.String(length=8), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.String(length=64), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("due_was", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("asked_turn", sa.Integer(), nullable=True),
        sa.Column("unasked", sa.Boolean(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("reference_key", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("tried_hours", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("for_staff_id", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raised_reason", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=32), nullable=True),
        sa.Column("reach", sa.String(length=8), nullable=False),
        sa.Column("relay_contact_id", sa.Integer(), nullable=True),
        sa.Column("more_time", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(reach = 'relay') = (relay_contact_id IS NOT NULL)", name=op.f("ck_callback_relay")
        ),
        sa.CheckConstraint(
            "number_source IN ('shown', 'typed', 'web', 'staff')", name=op.f("ck_callback_source")
        ),
        sa.CheckConstraint("reach IN ('call', 'relay', 'text')", name=op.f("ck_callback_reach")),
        sa.CheckConstraint("counted <= 4", name=op.f("ck_callback_attempts_cap")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_callback_booking_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_callback_call_id")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_callback_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_staff_id"], ["staff.id"], name=op.f("fk_callback_for_staff_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_callback_line_id")),
        sa.ForeignKeyConstraint(
            ["relay_contact_id"], ["contact.id"], name=op.f("fk_callback_relay_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_callback_booking_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_callback_public_id")),
        sa.UniqueConstraint("reference_key", name=op.f("uq_callback_reference_key")),
    )
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.create_index("ix_callback_arrived", ["arrived_at", "id"], unique=False)
        batch_op.create_index("ix_callback_contact", ["contact_id", "line_id"], unique=False)
        batch_op.create_index(
            "ix_callback_ended",
            ["ended_at", "arrived_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_callback_next",
            ["lane", "next_at"],
            unique=False,
            sqlite_where=sa.text("state = 'ready' AND next_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'ready' AND next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_callback_open",
            ["line_id", "language", "arrived_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_callback_ready",
            ["lane", "arrived_at"],
            unique=False,
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )
        batch_op.create_index(
            "ix_callback_relay",
            ["relay_contact_id"],
            unique=False,
            sqlite_where=sa.text("relay_contact_id IS NOT NULL"),
            postgresql_where=sa.text("relay_contact_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_callback_state",
            ["line_id", "language", "state", "arrived_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_callback_text_first",
            ["not_before"],
            unique=False,
            sqlite_where=sa.text("reach = 'text' AND ended_at IS NULL"),
            postgresql_where=sa.text("reach = 'text' AND ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_callback_unraised",
            ["lane", "not_before"],
            unique=False,
            sqlite_where=sa.text("state = 'ready' AND raised_at IS NULL"),
            postgresql_where=sa.text("state = 'ready' AND raised_at IS NULL"),
        )
        batch_op.create_index(
            "ix_callback_waiting",
            ["not_before"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "uq_callback_open",
            ["contact_id", "line_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("uq_callback_turn", ["call_id", "asked_turn"], unique=True)

    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("leg_token", sa.String(length=32), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_sid", sa.String(length=34), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen", sa.String(length=8), nullable=True),
        sa.Column("agent_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ring_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("citizen_sid", sa.String(length=34), nullable=True),
        sa.Column("citizen_status", sa.String(length=16), nullable=True),
        sa.Column("citizen_sequence", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("citizen_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talk_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("cap_day", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unlisted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callback.id"], name=op.f("fk_attempt_callback_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_attempt_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("agent_sid", name=op.f("uq_attempt_agent_sid")),
        sa.UniqueConstraint("citizen_sid", name=op.f("uq_attempt_citizen_sid")),
        sa.UniqueConstraint("leg_token", name=op.f("uq_attempt_leg_token")),
        sa.UniqueConstraint("token", name=op.f("uq_attempt_token")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attempt_callback", ["callback_id", "staff_id", "ended_at"], unique=False
        )
        batch_op.create_index(
            "ix_attempt_leg_open",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("agent_ended_at IS NULL"),
            postgresql_where=sa.text("agent_ended_at IS NULL"),
        )
        batch_op.create_index("ix_attempt_released", ["released_at"], unique=False)
        batch_op.create_index("ix_attempt_staff", ["staff_id", "id"], unique=False)
        batch_op.create_index(
            "ix_attempt_unfiled",
            ["staff_id"],
            unique=False,
            sqlite_where=sa.text("result = 'answered' AND outcome IS NULL"),
            postgresql_where=sa.text("result = 'answered' AND outcome IS NULL"),
        )
        batch_op.create_index(
            "uq_attempt_live_callback",
            ["callback_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('offered', 'dialling', 'talking')"),
            postgresql_where=sa.text("state IN ('offered', 'dialling', 'talking')"),
        )
        batch_op.create_index(
            "uq_attempt_live_staff",
            ["staff_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('offered', 'dialling', 'talking')"),
            postgresql_where=sa.text("state IN ('offered', 'dialling', 'talking')"),
        )

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], name=op.f("fk_note_callback_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_note_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_callback", ["callback_id", "id"], unique=False)

    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.String(length=8), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("score IN ('kept', 'late', 'broken')", name=op.f("ck_promise_score")),
        sa.CheckConstraint(
            "callback_id IS NOT NULL OR booking_id IS NOT NULL",
            name=op.f("ck_promise_of_something"),
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_promise_booking_id")),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callback.id"], name=op.f("fk_promise_callback_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index("ix_promise_booking", ["booking_id"], unique=False)
        batch_op.create_index("ix_promise_callback", ["callback_id", "told_at"], unique=False)
        batch_op.create_index("ix_promise_day", ["local_date"], unique=False)
        batch_op.create_index(
            "ix_promise_unjudged",
            ["to_at"],
            unique=False,
            sqlite_where=sa.text("score IS NULL"),
            postgresql_where=sa.text("score IS NULL"),
        )

    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=True),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(length=48), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_event_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_at", ["at"], unique=False)
        batch_op.create_index(
            "ix_event_by_staff",
            ["at", "id"],
            unique=False,
            sqlite_where=sa.text("actor NOT IN ('citizen', 'system')"),
            postgresql_where=sa.text("actor NOT IN ('citizen', 'system')"),
        )
        batch_op.create_index(
            "ix_event_of_staff",
            ["actor", "id"],
            unique=False,
            sqlite_where=sa.text("actor NOT IN ('citizen', 'system')"),
            postgresql_where=sa.text("actor NOT IN ('citizen', 'system')"),
        )
        batch_op.create_index("ix_event_subject", ["subject", "subject_id", "id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=True),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("booking_version", sa.Integer(), nullable=True),
        sa.Column("proof_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sid", sa.String(length=34), nullable=True),
        sa.Column("error", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unlisted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_message_attempt_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_message_booking_id")),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callback.id"], name=op.f("fk_message_callback_id")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_message_contact_id")),
        sa.ForeignKeyConstraint(["proof_id"], ["proof.id"], name=op.f("fk_message_proof_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("sid", name=op.f("uq_message_sid")),
        sa.UniqueConstraint("token", name=op.f("uq_message_token")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_contact", ["contact_id", "created_at"], unique=False)
        batch_op.create_index(
            "ix_message_queued",
            ["send_after"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index(
            "ix_message_sending",
            ["sent_at"],
            unique=False,
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.create_index(
            "ix_message_unknown",
            ["sent_at"],
            unique=False,
            sqlite_where=sa.text("state = 'unknown'"),
            postgresql_where=sa.text("state = 'unknown'"),
        )
        batch_op.create_index("uq_message_once", ["callback_id", "kind", "attempt_id"], unique=True)
        batch_op.create_index(
            "uq_message_once_booking", ["booking_id", "booking_version", "kind"], unique=True
        )
        batch_op.create_index(
            "uq_message_once_unattempted",
            ["callback_id", "kind"],
            unique=True,
            sqlite_where=sa.text("attempt_id IS NULL"),
            postgresql_where=sa.text("attempt_id IS NULL"),
        )

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "kind IN ('book_visit', 'text_failed', 'interpreter')", name=op.f("ck_task_kind")
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_task_attempt_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_task_booking_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_task_contact_id")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_task_line_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_task_message_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_task_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("public_id", name=op.f("uq_task_public_id")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_contact",
            ["contact_id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index(
            "ix_task_undone",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index("uq_task_attempt", ["attempt_id"], unique=True)
        batch_op.create_index("uq_task_booking", ["booking_id"], unique=True)
        batch_op.create_index("uq_task_message", ["message_id"], unique=True)

    if op.get_context().dialect.supports_alter:
        op.create_foreign_key("fk_call_attempt_id", "call", "attempt", ["attempt_id"], ["id"])


def downgrade() -> None:
    if op.get_context().dialect.supports_alter:
        op.drop_constraint("fk_call_attempt_id", "call", type_="foreignkey")

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("uq_task_message")
        batch_op.drop_index("uq_task_booking")
        batch_op.drop_index("uq_task_attempt")
        batch_op.drop_index(
            "ix_task_undone",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_task_contact",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.drop_table("task")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_message_once_unattempted",
            sqlite_where=sa.text("attempt_id IS NULL"),
            postgresql_where=sa.text("attempt_id IS NULL"),
        )
        batch_op.drop_index("uq_message_once_booking")
        batch_op.drop_index("uq_message_once")
        batch_op.drop_index(
            "ix_message_unknown",
            sqlite_where=sa.text("state = 'unknown'"),
            postgresql_where=sa.text("state = 'unknown'"),
        )
        batch_op.drop_index(
            "ix_message_sending",
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.drop_index(
            "ix_message_queued",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index("ix_message_contact")

    op.drop_table("message")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_subject")
        batch_op.drop_index(
            "ix_event_of_staff",
            sqlite_where=sa.text("actor NOT IN ('citizen', 'system')"),
            postgresql_where=sa.text("actor NOT IN ('citizen', 'system')"),
        )
        batch_op.drop_index(
            "ix_event_by_staff",
            sqlite_where=sa.text("actor NOT IN ('citizen', 'system')"),
            postgresql_where=sa.text("actor NOT IN ('citizen', 'system')"),
        )
        batch_op.drop_index("ix_event_at")

    op.drop_table("event")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_promise_unjudged",
            sqlite_where=sa.text("score IS NULL"),
            postgresql_where=sa.text("score IS NULL"),
        )
        batch_op.drop_index("ix_promise_day")
        batch_op.drop_index("ix_promise_callback")
        batch_op.drop_index("ix_promise_booking")

    op.drop_table("promise")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index("ix_note_callback")

    op.drop_table("note")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attempt_live_staff",
            sqlite_where=sa.text("state IN ('offered', 'dialling', 'talking')"),
            postgresql_where=sa.text("state IN ('offered', 'dialling', 'talking')"),
        )
        batch_op.drop_index(
            "uq_attempt_live_callback",
            sqlite_where=sa.text("state IN ('offered', 'dialling', 'talking')"),
            postgresql_where=sa.text("state IN ('offered', 'dialling', 'talking')"),
        )
        batch_op.drop_index(
            "ix_attempt_unfiled",
            sqlite_where=sa.text("result = 'answered' AND outcome IS NULL"),
            postgresql_where=sa.text("result = 'answered' AND outcome IS NULL"),
        )
        batch_op.drop_index("ix_attempt_staff")
        batch_op.drop_index("ix_attempt_released")
        batch_op.drop_index(
            "ix_attempt_leg_open",
            sqlite_where=sa.text("agent_ended_at IS NULL"),
            postgresql_where=sa.text("agent_ended_at IS NULL"),
        )
        batch_op.drop_index("ix_attempt_callback")

    op.drop_table("attempt")
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.drop_index("uq_callback_turn")
        batch_op.drop_index(
            "uq_callback_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_callback_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_callback_unraised",
            sqlite_where=sa.text("state = 'ready' AND raised_at IS NULL"),
            postgresql_where=sa.text("state = 'ready' AND raised_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_callback_text_first",
            sqlite_where=sa.text("reach = 'text' AND ended_at IS NULL"),
            postgresql_where=sa.text("reach = 'text' AND ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_callback_state",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_callback_relay",
            sqlite_where=sa.text("relay_contact_id IS NOT NULL"),
            postgresql_where=sa.text("relay_contact_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_callback_ready",
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )
        batch_op.drop_index(
            "ix_callback_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_callback_next",
            sqlite_where=sa.text("state = 'ready' AND next_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'ready' AND next_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_callback_ended",
            sqlite_where=sa.text("ended_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_callback_contact")
        batch_op.drop_index("ix_callback_arrived")

    op.drop_table("callback")
    op.drop_table("turn")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_booking_seat",
            sqlite_where=sa.text("state IN ('held', 'booked')"),
            postgresql_where=sa.text("state IN ('held', 'booked')"),
        )
        batch_op.drop_index(
            "uq_booking_held",
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.drop_index(
            "ix_booking_held",
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.drop_index(
            "ix_booking_displaced",
            sqlite_where=sa.text("state = 'displaced'"),
            postgresql_where=sa.text("state = 'displaced'"),
        )
        batch_op.drop_index("ix_booking_day")
        batch_op.drop_index("ix_booking_contact")
        batch_op.drop_index(
            "ix_booking_ahead",
            sqlite_where=sa.text("state = 'booked'"),
            postgresql_where=sa.text("state = 'booked'"),
        )

    op.drop_table("booking")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index("uq_slot_start")
        batch_op.drop_index("ix_slot_within")

    op.drop_table("slot")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index("ix_passkey_staff_id")

    op.drop_table("passkey")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index("ix_login_session_began_at")

    op.drop_table("login_session")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_feedback_open",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index("ix_feedback_done_at")

    op.drop_table("feedback")
    op.drop_table("export")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index("ix_draft_saved_at")

    op.drop_table("draft")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_call_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_call_kept",
            sqlite_where=sa.text("state IS NOT NULL"),
            postgresql_where=sa.text("state IS NOT NULL"),
        )
        batch_op.drop_index("ix_call_contact")

    op.drop_table("call")
    op.drop_table("tally")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_staff_ready",
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )

    op.drop_table("staff")
    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.drop_index("ix_proof_holder")
        batch_op.drop_index("ix_proof_contact")
        batch_op.drop_index("ix_proof_begun")

    op.drop_table("proof")
    with op.batch_alter_table("diary", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_diary_whole_line",
            sqlite_where=sa.text("language IS NULL"),
            postgresql_where=sa.text("language IS NULL"),
        )
        batch_op.drop_index("uq_diary_language")

    op.drop_table("diary")
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.drop_index("uq_closure_point")
        batch_op.drop_index("uq_closure_line")
        batch_op.drop_index(
            "uq_closure_all",
            sqlite_where=sa.text("line_id IS NULL AND point_id IS NULL"),
            postgresql_where=sa.text("line_id IS NULL AND point_id IS NULL"),
        )

    op.drop_table("closure")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index("ix_announcement_line")

    op.drop_table("announcement")
    op.drop_table("service_point")
    op.drop_table("seal")
    op.drop_table("rate")
    op.drop_table("pace")
    op.drop_table("line")
    op.drop_table("job_slot")
    op.drop_table("heartbeat")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_contact_known",
            sqlite_where=sa.text("number IS NOT NULL"),
            postgresql_where=sa.text("number IS NOT NULL"),
        )
        batch_op.drop_index("ix_contact_ending")

    op.drop_table("contact")
    op.drop_table("calendar_day")
    op.drop_table("agency")
