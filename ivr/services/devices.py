"""What devices are asked to make and to use passkeys, and whether their answers hold.

A device signs our challenge for this very address, so there is nothing to guess, to phish or to
steal from the tables. Source: Web Authentication Level 3, 7.1 and 7.2.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes as bytes_of
from webauthn.helpers import bytes_to_base64url as text_of
from webauthn.helpers import parse_authentication_credential_json as read_answer
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ivr.models import Passkey, Staff
from ivr.services import passkeys
from ivr.services.passkeys import MOST

ASKED_FOR: Final = timedelta(minutes=10)
"""So long a device may take to answer: a finger, or another device, has to be found first."""

_VERIFIED: Final = UserVerificationRequirement.REQUIRED
_ON_THE_DEVICE: Final = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
)

_BY_CREDENTIAL = (
    select(Passkey)
    .join(Passkey.staff)
    .where(Passkey.credential == bindparam("credential"))
    .with_for_update(of=Passkey)
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys are good: at this host, on pages of this origin."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a browser asks its device, as JSON, and the challenge that has to come back signed."""

    options: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The challenge that a browser was given to be signed, and when."""

    challenge: str
    at: datetime

    def holds(self, last_used: datetime | None, now: datetime) -> bool:
        """Whether an answer may still come. After one has, none that was asked for before it: else
        whoever has copied a browser's cookie and its answer could send both once more."""
        return now < self.at + ASKED_FOR and (last_used is None or last_used <= self.at)


def ask_for_new(session: Session, place: Place, agency: str, staff_id: int) -> Question:
    """What a device is asked to make a passkey; one that has one already of hers refuses."""
    staff = session.get_one(Staff, staff_id)
    known = passkeys.credentials_of(session, staff_id)
    options = generate_registration_options(
        rp_id=place.host,
        rp_name=agency,
        user_id=bytes.fromhex(staff.public_id),
        user_name=staff.name,
        authenticator_selection=_ON_THE_DEVICE,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes_of(one)) for one in known],
    )
    return Question(options_to_json(options), text_of(options.challenge))


def add(
    session: Session,
    place: Place,
    staff_id: int,
    name: str,
    answer: str,
    challenge: str,
    now: datetime,
) -> bool:
    """Keep a new passkey of hers; False if the answer does not fit, or she has too many."""
    if len(passkeys.of(session, staff_id)) >= MOST:
        return False
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=bytes_of(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return False
    if session.scalar(_BY_CREDENTIAL, {"credential": text_of(made.credential_id)}):
        return False
    session.add(
        Passkey(
            staff_id=staff_id,
            credential=text_of(made.credential_id),
            public_key=text_of(made.credential_public_key),
            uses=made.sign_count,
            name=name,
            created_at=now,
        )
    )
    passkeys.tell(session, staff_id, "passkey_added", now)
    return True


def ask(place: Place) -> Question:
    """What a browser asks whoever wants to log in: any passkey of this place."""
    options = generate_authentication_options(rp_id=place.host, user_verification=_VERIFIED)
    return Question(options_to_json(options), text_of(options.challenge))


def owner(session: Session, place: Place, answer: str, asked: Asked, now: datetime) -> int | None:
    """Whose passkey has signed our challenge, None if none of anybody who works here."""
    try:
        credential = read_answer(answer)
    except (WebAuthnException, ValueError):
        return None
    found = session.scalar(_BY_CREDENTIAL, {"credential": text_of(credential.raw_id)})
    if found is None or not found.staff.active or not asked.holds(found.used_at, now):
        return None
    try:
        used = verify_authentication_response(
            credential=credential,
            expected_challenge=bytes_of(asked.challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=bytes_of(found.public_key),
            credential_current_sign_count=found.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    found.uses, found.used_at = used.new_sign_count, now
    return found.staff_id
