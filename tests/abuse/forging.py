"""Forgeries: requests nearly like those that the network sent, by who does not hold the token."""

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from ivr.simnet.delivery import Request, encode
from ivr.simnet.signing import sign
from scheduler.world.office import ORIGIN
from tests.abuse.recorded import SIGNATURE, Sent

Forge = Callable[[Sent, Random], Request]
_EVIL: Final = "https://evil.example"
_GUESSED: Final = "a token that was guessed"


def forge(sent: Sent, chance: Random) -> Request:
    """One forgery of a webhook, drawn by chance."""
    return chance.choice(FORGERIES)(sent, chance)


def _signed(request: Request, signature: str | None) -> Request:
    headers = {name: value for name, value in request.headers.items() if name != SIGNATURE}
    return replace(request, headers=headers | ({SIGNATURE: signature} if signature else {}))


def _unsigned(sent: Sent, _: Random) -> Request:
    return _signed(sent.request, None)


def _signature_spoilt(sent: Sent, chance: Random) -> Request:
    good = sent.signature
    place = chance.randrange(len(good) - 2)  # of the last sign not every bit counts
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789+/".replace(good[place], "")
    spoilt = good[:place] + chance.choice(letters) + good[place + 1 :]
    return _signed(
        sent.request, chance.choice([spoilt, good[:-1], good * 2, "x" * 10_000, "å" * 28])
    )


def _of_another_account(sent: Sent, chance: Random) -> Request:
    foreign = {**dict(sent.fields), "AccountSid": f"AC{chance.getrandbits(128):032x}"}
    by_its_token = sign(_GUESSED, sent.request.url, foreign)
    return _signed(replace(sent.request, body=encode(foreign).encode()), by_its_token)


def _for_another_host(sent: Sent, _: Random) -> Request:
    """What was signed for another address, told with ours or with its own."""
    elsewhere = sent.request.url.replace(ORIGIN, _EVIL)
    return _signed(sent.request, sign(_GUESSED, elsewhere, dict(sent.fields)))


def _field_changed(sent: Sent, chance: Random) -> Request:
    fields = dict(sent.fields)
    name = chance.choice(list(fields))
    fields[name] = chance.choice(
        [fields[name] + "1", "+358600123456", "1", "completed", "\x00", ""]
    )
    return _if_different(sent, fields)


def _field_gone(sent: Sent, chance: Random) -> Request:
    fields = dict(sent.fields)
    del fields[chance.choice(list(fields))]
    return _if_different(sent, fields)


def _field_added(sent: Sent, chance: Random) -> Request:
    name = chance.choice(["Digits", "SpeechResult", "CallSid2", "Digits.", "ParentCallSid"])
    return _if_different(sent, {**dict(sent.fields), name: str(chance.randrange(10**6))})


def _if_different(sent: Sent, fields: dict[str, str]) -> Request:
    if fields == dict(sent.fields):
        fields["More"] = "1"
    return replace(sent.request, body=encode(fields).encode())


def _elsewhere(sent: Sent, chance: Random) -> Request:
    token, turn = f"{chance.getrandbits(128):032x}", chance.randrange(9)
    paths = ["/voice/fallback", "/voice/status", "/sms/incoming", f"/voice/turn/{turn}/"]
    paths += [f"/voice/leg/{token}/", f"/voice/offer/{token}/", f"/voice/again/{turn}/1/"]
    other = [path for path in paths if not sent.request.url.endswith(path)]
    return replace(sent.request, url=ORIGIN + chance.choice(other))


def _in_another_form(sent: Sent, _: Random) -> Request:
    headers = {**sent.request.headers, "Content-Type": "application/json"}
    return replace(sent.request, headers=headers, body=json.dumps(dict(sent.fields)).encode())


def _asked_for(sent: Sent, _: Random) -> Request:
    """A GET of the same address, with everything in the query."""
    query = f"{sent.request.url}?{encode(dict(sent.fields))}"
    return replace(sent.request, method="GET", url=query, body=b"")


FORGERIES: Final[tuple[Forge, ...]] = (
    _unsigned,
    _signature_spoilt,
    _of_another_account,
    _for_another_host,
    _field_changed,
    _field_gone,
    _field_added,
    _elsewhere,
    _in_another_form,
    _asked_for,
)
