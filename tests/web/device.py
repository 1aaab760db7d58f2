"""A device that makes passkeys and signs with them, as an authenticator does."""

import html
import json
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tests.web.visitors import ORIGIN

PRESENT, VERIFIED, MAKES = 0x01, 0x04, 0x40


def options_in(page: str) -> dict[str, Any]:
    """What a page asks a device."""
    found = re.search(r'data-options="([^"]+)"', page)
    assert found
    asked: dict[str, Any] = json.loads(html.unescape(found[1]))
    return asked


@dataclass
class Device:
    """`seen` is whether it has looked at a finger, a face or a PIN; `counts`, whether it tells how
    often it was used."""

    origin: str = ORIGIN
    seen: bool = True
    counts: bool = True
    uses: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential: bytes = b"a passkey of tests"

    def make(self, asked: dict[str, Any]) -> str:
        """A new passkey, as the answer to what was asked."""
        data = self._data(asked["rp"]["id"], MAKES)
        data += bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential
        data += cbor2.dumps(self._public())
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": _text(said), "attestationObject": _text(attested)})

    def use(self, asked: dict[str, Any]) -> str:
        """The challenge, signed."""
        self.uses += self.counts
        data = self._data(asked["rpId"], 0)
        said = self._said("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": _text(said),
                "authenticatorData": _text(data),
                "signature": _text(signature),
            }
        )

    def _data(self, host: str, flag: int) -> bytes:
        flags = PRESENT | flag | (VERIFIED if self.seen else 0)
        return sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _public(self) -> dict[int, Any]:
        at = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")}

    def _answer(self, response: dict[str, str]) -> str:
        named = _text(self.credential)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
