"""Is this request from Twilio? Decided from the URL we are known by, never from the Host header."""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Sequence

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

Fields = Sequence[tuple[str, str]]

_SIGNATURE_LENGTH = 28  # base64 of a SHA-1 digest


def sign(token: str, url: str, fields: Fields) -> str:
    """Twilio's `X-Twilio-Signature` of a form POST: HMAC-SHA1 over the URL and the sorted fields.

    Source: Twilio, "Webhooks security". A repeated field counts each different value once.
    """
    signed = url + "".join(map("".join, sorted(set(fields))))
    return b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()


def is_genuine(tokens: Iterable[str], url: str, fields: Fields, signature: str | None) -> bool:
    """Whether one of our auth tokens (two during a rotation) signed this request.

    Our own HMAC answers for nearly every request; Twilio's validator, which also tries the URL
    with and without its port, has the last word, so that the accepted set is exactly its own.
    """
    if not signature or len(signature) != _SIGNATURE_LENGTH or not signature.isascii():
        return False
    return any(
        hmac.compare_digest(sign(token, url, fields), signature)
        or _accepted_by_twilio(token, url, fields, signature)
        for token in tokens
    )


def _accepted_by_twilio(token: str, url: str, fields: Fields, signature: str) -> bool:
    return bool(RequestValidator(token).validate(url, MultiDict(fields), signature))
