"""The start matrix: each wrong environment is refused with its own sentence."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr

from ivr.settings import Refused, Settings, is_placeholder, read_settings

ROOT = Path(__file__).parents[2]
LOCAL = "http://127.0.0.1:8001"
CLOCK = "2026-11-24T08:50+02:00"

DEVELOPMENT = {
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
    "TWILIO_API_URL": LOCAL,
}
PRODUCTION = {
    **DEVELOPMENT,
    "ENV": "production",
    "PUBLIC_URL": "https://calls.agency.example",
    "SECRET_KEY": "8Jq2vN5xR1tYw7Zk4LmP9sDf3GhB6cUe",
    "TWILIO_API_URL": "",
    "PHONE_NUMBER": "+358295430123",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def agency(tmp_path: Path) -> str:
    """An agency's own file: the sample without its mark."""
    sample = (ROOT / "ivr/agency.toml").read_text()
    own = tmp_path / "own.toml"
    own.write_text(sample.replace("sample = true\n", ""))
    return str(own)


def start(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings(for_calls=True)


def test_the_defaults_do_for_work_without_calls() -> None:
    settings = read_settings()

    assert settings.database_url.get_secret_value() == "sqlite:///instance/takaisinsoitto.db"
    assert settings.agency_path == ROOT / "ivr/agency.toml"


def test_development_starts_with_an_account_and_an_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert start(monkeypatch, DEVELOPMENT).auth_tokens == ("0123456789abcdef0123456789abcdef",)


def test_production_starts_with_its_own_everything(
    monkeypatch: pytest.MonkeyPatch, agency: str
) -> None:
    assert start(monkeypatch, {**PRODUCTION, "AGENCY_FILE": agency}).production


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ENV": "staging"}, "ENV is wrong"),
        (
            {"DATABASE_URL": "mysql://host/name"},
            "DATABASE_URL must be sqlite:///path or",
        ),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL must be sqlite:///path or"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL is missing"),
        ({"PUBLIC_URL": "calls.agency.example"}, "PUBLIC_URL must be http"),
        ({"PUBLIC_URL": "https://agency.example/calls"}, "PUBLIC_URL must be http"),
        ({"PUBLIC_URL": "https://agency.example?a=b"}, "PUBLIC_URL must be http"),
        ({"PUBLIC_URL": "https://me:word@agency.example"}, "PUBLIC_URL must be http"),
        ({"PUBLIC_URL": "https://agency.example:port"}, "PUBLIC_URL must be http"),
        ({"PUBLIC_URL": "https://[agency"}, "PUBLIC_URL must be http"),
        ({"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID is missing"),
        ({"TWILIO_ACCOUNT_SID": "AC123"}, "TWILIO_ACCOUNT_SID must be AC and 32"),
        ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN is missing"),
        ({"TWILIO_AUTH_TOKEN": " , "}, "TWILIO_AUTH_TOKEN is missing"),
        ({"TWILIO_AUTH_TOKEN": "a,b,c"}, "TWILIO_AUTH_TOKEN takes at most two tokens"),
        ({"TWILIO_API_URL": "127.0.0.1:8001"}, "TWILIO_API_URL must be http"),
        ({"TWILIO_EDGE": "dublin"}, "TWILIO_EDGE and TWILIO_REGION must be unset"),
        ({"TWILIO_REGION": "ie1"}, "TWILIO_EDGE and TWILIO_REGION must be unset"),
        ({"PHONE_NUMBER": "029 543 0123"}, "PHONE_NUMBER must be in E.164"),
        ({"SMS_SENDER": "Asiointivirasto"}, "SMS_SENDER must be an E.164 number, or a name"),
        ({"SMS_SENDER": "Väestö"}, "SMS_SENDER must be an E.164 number, or a name"),
        ({"SMS_SENDER": "Two  spaces"}, "SMS_SENDER must be an E.164 number, or a name"),
        ({"SMS_SENDER": " Agency"}, "SMS_SENDER must be an E.164 number, or a name"),
        ({"SMS_SENDER": "12345"}, "SMS_SENDER must be an E.164 number, or a name"),
        ({"AGENCY_FILE": "nowhere.toml"}, "AGENCY_FILE names no file"),
        ({"RECORDINGS": "nowhere"}, "RECORDINGS names no folder"),
        ({"CLOCK": "yesterday"}, "CLOCK is wrong: START 'yesterday'"),
        ({"CLOCK": "2026-11-24T08:50"}, "CLOCK is wrong: START '2026-11-24T08:50' lacks"),
        ({"CLOCK": f"{CLOCK}@61@1795500000"}, "CLOCK is wrong: SPEED 61"),
        ({"CLOCK": f"{CLOCK}@0@1795500000"}, "CLOCK is wrong: SPEED 0"),
        ({"CLOCK": f"{CLOCK}@20@soon"}, "CLOCK is wrong: EPOCH 'soon'"),
        ({"CLOCK": f"{CLOCK}@20"}, "CLOCK is wrong: the form is START"),
        ({"CLOCK": CLOCK, "TWILIO_API_URL": ""}, "CLOCK needs a TWILIO_API_URL on this machine"),
        (
            {"CLOCK": CLOCK, "TWILIO_API_URL": "http://127.0.0.1.example"},
            "CLOCK needs a TWILIO_API_URL on this machine",
        ),
    ],
    ids=str,
)
def test_a_wrong_environment_is_refused(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused, match=re.escape(sentence)) as refused:
        start(monkeypatch, {**DEVELOPMENT, **changes})

    assert len(refused.value.sentences) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is weak or the sample"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is weak or the sample"),
        ({"SECRET_KEY": "abc" * 20}, "SECRET_KEY is weak or the sample"),
        ({"SECRET_KEY": "sample-key-for-development-only"}, "SECRET_KEY is weak or the sample"),
        ({"TWILIO_AUTH_TOKEN": "token"}, "TWILIO_AUTH_TOKEN is weak or a sample"),
        ({"TWILIO_AUTH_TOKEN": "0" * 32}, "TWILIO_AUTH_TOKEN is weak or a sample"),
        (
            {"TWILIO_AUTH_TOKEN": f"{PRODUCTION['TWILIO_AUTH_TOKEN']},{'0' * 32}"},
            "TWILIO_AUTH_TOKEN is weak or a sample",
        ),
        ({"TWILIO_ACCOUNT_SID": f"AC{'0' * 32}"}, "TWILIO_ACCOUNT_SID is a sample"),
        ({"METRICS_TOKEN": "token"}, "METRICS_TOKEN is weak"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL is missing"),
        ({"PUBLIC_URL": "http://agency.example"}, "PUBLIC_URL must be a public https address"),
        ({"PUBLIC_URL": "https://localhost"}, "PUBLIC_URL must be a public https address"),
        ({"TWILIO_API_URL": LOCAL}, "TWILIO_API_URL must not be this machine"),
        ({"TWILIO_API_URL": "http://[::1]:8001"}, "TWILIO_API_URL must not be this machine"),
        ({"TWILIO_API_URL": "http://localhost:1"}, "TWILIO_API_URL must not be this machine"),
        ({"PHONE_NUMBER": "+358295000000"}, "PHONE_NUMBER is a placeholder"),
        ({"PHONE_NUMBER": "+358401234567"}, "PHONE_NUMBER is a placeholder"),
        ({"AGENCY_FILE": ""}, "AGENCY_FILE is the sample agency"),
    ],
    ids=str,
)
def test_production_refuses_what_development_allows(
    monkeypatch: pytest.MonkeyPatch, agency: str, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused, match=re.escape(sentence)) as refused:
        start(monkeypatch, {**PRODUCTION, "AGENCY_FILE": agency, **changes})

    assert len(refused.value.sentences) == 1


def test_production_never_runs_in_another_time(
    monkeypatch: pytest.MonkeyPatch, agency: str
) -> None:
    with pytest.raises(Refused, match="CLOCK must be unset in production"):
        start(monkeypatch, {**PRODUCTION, "AGENCY_FILE": agency, "CLOCK": CLOCK})


def test_an_agency_file_that_is_no_toml_is_refused_in_production(
    monkeypatch: pytest.MonkeyPatch, agency: str
) -> None:
    Path(agency).write_text("key = ")

    with pytest.raises(Refused, match="AGENCY_FILE can't be read"):
        start(monkeypatch, {**PRODUCTION, "AGENCY_FILE": agency})


def test_every_fault_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused) as refused:
        start(monkeypatch, {**DEVELOPMENT, "PHONE_NUMBER": "112", "SMS_SENDER": "?"})

    assert [text.split()[0] for text in refused.value.sentences] == ["PHONE_NUMBER", "SMS_SENDER"]


def test_a_refusal_never_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "d0nt-t3ll"

    with pytest.raises(Refused) as refused:
        start(
            monkeypatch,
            {
                "ENV": "production",
                "SECRET_KEY": secret,
                "TWILIO_AUTH_TOKEN": secret,
                "DATABASE_URL": f"mysql://user:{secret}@host/name",
            },
        )

    assert secret not in str(refused.value)


@pytest.mark.parametrize("sender", ["Agency", "Agency 112", "Virasto1234", "+358457000123"])
def test_texts_may_come_from_a_name_or_a_number(
    monkeypatch: pytest.MonkeyPatch, sender: str
) -> None:
    assert start(monkeypatch, {**DEVELOPMENT, "SMS_SENDER": sender}).sms_sender == sender


def test_during_rotation_the_first_token_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = start(monkeypatch, {**DEVELOPMENT, "TWILIO_AUTH_TOKEN": "new, old"})

    assert settings.auth_tokens == ("new", "old")


def test_an_address_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = start(monkeypatch, {**DEVELOPMENT, "PUBLIC_URL": "https://agency.example/"})

    assert settings.public_url == "https://agency.example"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("SMS_SENDER=File\nPHONE_NUMBER=+358295430123\n")

    settings = start(monkeypatch, {**DEVELOPMENT, "SMS_SENDER": "Set"})

    assert (settings.sms_sender, settings.phone_number) == ("Set", "+358295430123")


@pytest.mark.parametrize(
    ("number", "placeholder"),
    [("+358295000000", True), ("+358401234567", True), ("+358295430123", False)],
)
def test_a_placeholder_is_recognized(number: str, placeholder: bool) -> None:
    assert is_placeholder(number) == placeholder


def test_the_example_names_every_setting_with_its_default_and_meaning() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    entries = dict(_entries(lines))

    assert entries == {
        name.upper(): (field.description, _plain(field.default))
        for name, field in Settings.model_fields.items()
    }


def _entries(lines: list[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for comment, line in pairwise(lines):
        if not line.startswith("#") and "=" in line:
            name, value = line.split("=", 1)
            yield name, (comment.removeprefix("# "), value)


def _plain(default: object) -> object:
    return default.get_secret_value() if isinstance(default, SecretStr) else default
