"""Signs webhooks as Twilio does, from its description of the method (Webhooks security)."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha1
from hmac import digest

HEADER = "X-Twilio-Signature"


def sign(token: str, url: str, fields: Mapping[str, str]) -> str:
    """The value of `X-Twilio-Signature` for a request to `url` with the form `fields`.

    The text signed is the URL, then each field's name and value, sorted by name; the fragment
    of the URL is not part of it. For GET there are no fields: they are in the URL.
    """
    text = url.partition("#")[0] + "".join(name + fields[name] for name in sorted(fields))
    return b64encode(digest(token.encode(), text.encode(), sha1)).decode()
