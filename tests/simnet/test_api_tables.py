"""The tables of parameters and the shape of answers, held against Twilio's own two sources.

They were written from the documentation; the library and the OpenAPI description only check.
"""

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from twilio.rest.api.v2010.account.call import CallContext, CallList
from twilio.rest.api.v2010.account.message import MessageList

from ivr.simnet.rest import parameters
from ivr.simnet.rest.parameters import Parameter
from tests.simnet.application import HOST
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN

ROOT = "/2010-04-01/Accounts/{AccountSid}"
OPENAPI = Path(__file__).parents[3] / "shared" / "twilio" / "twilio_api_v2010.json"
TABLES = {
    "create a call": ("post", "Calls.json", parameters.CREATE_CALL, CallList.create),
    "change a call": ("post", "Calls/{Sid}.json", parameters.UPDATE_CALL, CallContext.update),
    "list calls": ("get", "Calls.json", parameters.LIST_CALLS, CallList.page),
    "create a text": ("post", "Messages.json", parameters.CREATE_TEXT, MessageList.create),
    "list texts": ("get", "Messages.json", parameters.LIST_TEXTS, MessageList.page),
}
ONLY_THE_LIBRARY = {
    "create a call": {"Passports", "RecordingConfigurationId"},  # newer than the description
    "create a text": {"MessageIntent"},  # newer than the description
}
IRREGULAR = {
    "StartTimeBefore": "StartTime<", "StartTimeAfter": "StartTime>", "EndTimeBefore": "EndTime<",
    "EndTimeAfter": "EndTime>", "DateSentBefore": "DateSent<", "DateSentAfter": "DateSent>",
    "PageNumber": "Page",
}  # fmt: skip
Row = tuple[str, str, dict[str, Parameter], Callable[..., Any]]


def camel(name: str) -> str:
    spelled = "".join(word.capitalize() for word in name.rstrip("_").split("_"))
    return IRREGULAR.get(spelled, spelled)


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    if not OPENAPI.exists():
        pytest.skip(f"NOT COMPARED with Twilio's OpenAPI description: it is not at {OPENAPI}")
    description: dict[str, Any] = json.loads(OPENAPI.read_text())
    return description


@pytest.mark.parametrize("row", TABLES.values(), ids=TABLES)
def test_the_tables_have_what_the_description_has(openapi: dict[str, Any], row: Row) -> None:
    method, path, table, _ = row
    operation = openapi["paths"][f"{ROOT}/{path}"][method]

    if method == "post":
        form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]
        theirs = set(form["schema"]["properties"])
    else:
        theirs = {p["name"] for p in operation["parameters"] if p["in"] == "query"}

    assert set(table) == theirs


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_have_what_the_library_has(name: str) -> None:
    _, _, table, method = TABLES[name]
    theirs = {camel(parameter) for parameter in inspect.signature(method).parameters} - {"Self"}

    assert set(table) | ONLY_THE_LIBRARY.get(name, set()) == theirs


@pytest.mark.parametrize(
    ("schema", "what", "fields"),
    [
        ("call", "Calls", {"To": AGENT, "From": AGENCY, "Url": f"{HOST}/x"}),
        ("message", "Messages", {"To": CITIZEN, "From": AGENCY, "Body": "Hei."}),
    ],
)
def test_what_is_shown_has_exactly_the_described_properties(
    openapi: dict[str, Any],
    ask: Callable[..., Any],
    schema: str,
    what: str,
    fields: dict[str, str],
) -> None:
    described = openapi["components"]["schemas"][f"api.v2010.account.{schema}"]["properties"]

    created = ask("POST", f"{what}.json", fields)

    assert created.status == 201
    assert set(created.json) == set(described)
    for name, value in created.json.items():
        assert _fits(value, described[name]), (name, value)


def _fits(value: object, described: dict[str, Any]) -> bool:
    if value is None:
        return bool(described.get("nullable"))
    kinds: dict[str, type] = {"string": str, "integer": int, "object": dict}
    return isinstance(value, kinds[described.get("type", "string")])


@pytest.mark.parametrize(("what", "name"), [("Calls", "calls"), ("Messages", "messages")])
def test_a_list_has_exactly_the_described_properties(
    openapi: dict[str, Any], ask: Callable[..., Any], what: str, name: str
) -> None:
    operation = openapi["paths"][f"{ROOT}/{what}.json"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]

    assert set(ask("GET", f"{what}.json").json) == set(schema["properties"])
    assert name in schema["properties"]
