"""Webhooks from others than the network, ten thousand times over: nothing comes of them."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from ivr.simnet.delivery import Answer, Request
from ivr.telephony.signature import sign
from tests.abuse.cutting import cut_anew, cut_into_the_address, into_the_query
from tests.abuse.forging import FORGERIES, forge
from tests.abuse.many import many
from tests.abuse.recorded import Sent, Wire, live_a_day
from tests.stories.conftest import worlds
from tests.stories.world import World
from tests.web.conftest import Row, Rows

REFUSED = b"refused\n"
KINDS = (
    *("/voice/incoming", "/voice/turn/", "/voice/offer/", "/voice/leg/", "/voice/status"),
    *("/sms/incoming", "/sms/status/"),
)


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


@pytest.fixture(scope="module")
def world(office: Path, tmp_path_factory: pytest.TempPathFactory, wire: Wire) -> Any:
    """A day has been lived through, and all of its webhooks were heard by somebody."""
    database = shutil.copy(office, tmp_path_factory.mktemp("abuse") / "abuse.db")
    for begin in worlds(f"sqlite:///{database}"):
        world = begin("2026-11-24 15:00", office=wire)
        live_a_day(world)
        yield world


@pytest.fixture
def rows(world: World) -> Rows:
    return Rows(world.database)


def test_the_day_has_webhooks_of_every_kind_and_each_can_be_forged(
    wire: Wire, world: World
) -> None:
    paths = " ".join(sent.request.url for sent in wire)
    for part in KINDS:
        assert part in paths
    assert any(b"<Dial" in sent.answer.body for sent in wire)
    assert {sent.answer.status for sent in wire} <= {200, 204}
    for place, sent in enumerate(wire):
        for forgery in FORGERIES:
            assert forgery(sent, Random(place)) != sent.request


@many(400, 10_000)
def test_forged_webhooks_are_all_turned_away(rows: Rows, wire: Wire, count: int) -> None:
    chance, before = Random(51), rows()

    answers = Counter(
        (answer.status, answer.body)
        for answer in (wire.send(forge(chance.choice(wire.sent), chance)) for _ in range(count))
    )

    assert answers == {(403, REFUSED): count}
    assert rows() == before


@many(500, 100_000)
def test_signed_bytes_cut_anew_change_nothing(
    world: World, rows: Rows, wire: Wire, count: int
) -> None:
    chance, before = Random(52), rows()
    token = world.network.settings.auth_token
    heard: Counter[str] = Counter()

    for _ in range(count):
        sent = chance.choice(wire.sent)
        request = _recut(sent, token, chance)
        heard[_verdict(sent, request, wire.send(request))] += 1

    assert set(heard) <= {"refused", "no such page", "the same answer"}
    assert heard["refused"] > count / 2
    assert rows() == before


def _recut(sent: Sent, token: str, chance: Random) -> Request:
    """The same bytes under the same signature, which is still right, in other boundaries."""
    while True:
        url, fields = sent.request.url, sent.fields
        match chance.randrange(10):
            case 0:
                url, fields = cut_into_the_address(url, fields, chance)
            case 1:
                url, fields = into_the_query(url, fields)
                return replace(sent.request, url=url, body=b"")
            case _:
                fields = cut_anew(fields, chance)
        if sign(token, url, fields) == sent.signature:
            return replace(sent.request, url=url, body=urlencode(fields).encode())


def _verdict(sent: Sent, request: Request, answer: Answer) -> str:
    if answer.status in (400, 403):
        return "refused" if answer.body == REFUSED else "refused in other words"
    if request.url != sent.request.url and answer.status in (308, 404, 405):
        return "no such page"
    same = answer.body == sent.answer.body or b"<Dial" in sent.answer.body
    return "the same answer" if same and b"<Dial" not in answer.body else "another answer"


@many(300, 10_000)
def test_webhooks_told_again_change_nothing(
    world: World, rows: Rows, wire: Wire, count: int
) -> None:
    """At once, hours later, at night and on the next day; in any order."""
    chance = Random(53)
    for moment in ("24 15:45", "24 16:30", "24 23:59", "25 08:30"):
        world.to(f"2026-11-{moment}")
        before = _without_counters(rows())
        again = [chance.choice(wire.sent) for _ in range(count // 4)]

        verdicts = Counter(_verdict(one, one.request, wire.send(one.request)) for one in again)

        assert verdicts == {"the same answer": len(again)}
        assert _without_counters(rows()) == before


def _without_counters(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """A text that comes again on another day is counted on that day."""
    return {table: kept for table, kept in rows.items() if table != "rate"}
