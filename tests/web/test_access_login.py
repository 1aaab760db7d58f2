"""Logging in and out: a fresh session, an answer that tells nothing, and no way around."""

import pytest
from flask import Flask

from ivr.app import create_app
from ivr.db import Database
from ivr.settings import Settings
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.visitors import ORIGIN, PASSWORD, ROLES, Visitor, hire, logged_in

pytestmark = only_sqlite

HOMES = {"aino": "/desk", "saara": "/queue", "arvo": "/queue", "iida": "/staff"}


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor.to(app)


@pytest.mark.parametrize("name", ROLES)
def test_everybody_begins_where_she_works(app: Flask, name: str) -> None:
    visitor = Visitor.to(app)

    assert visitor.log_in(name).location == HOMES[name]
    assert visitor.get(HOMES[name]).status_code == 200


def test_whoever_is_logged_in_does_not_see_the_form_again(app: Flask) -> None:
    assert logged_in(app, "saara").get("/login").location == "/queue"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("saara", "wrong"),
        ("nobody", "wrong"),
        ("nobody", PASSWORD),
        ("saara", ""),
        ("", ""),
        ("SAARA", PASSWORD),
        ("saara'--", PASSWORD),
    ],
)
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    stranger: Visitor, name: str, password: str
) -> None:
    answer = stranger.log_in(name, password)

    assert answer.status_code == 401
    assert "Käyttäjätunnus tai salasana ei ole oikein." in answer.text
    assert stranger.get("/queue").status_code == 303


def test_the_session_s_cookie_is_bound_to_this_host_and_out_of_scripts_reach(
    stranger: Visitor,
) -> None:
    cookies = stranger.log_in("saara").headers.getlist("Set-Cookie")

    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        parts = set(cookie.split("; "))
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
        assert not any(part.startswith("Domain") for part in parts)


def test_over_plain_http_the_cookie_does_without_the_marks_of_https(
    settings: Settings, database: Database, clock: Settable
) -> None:
    plain = settings.model_copy(update={"public_url": "http://127.0.0.1:8000"})
    visitor = Visitor.to(create_app(plain, database=database, clock=clock))

    cookie = visitor.get("/").headers["Set-Cookie"]

    assert cookie.startswith("ivr=")
    assert "Secure" not in cookie
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


# --- a session that somebody else knows ---


def test_what_was_known_of_the_session_before_the_login_opens_nothing_after_it(
    app: Flask, stranger: Visitor
) -> None:
    planted, token = stranger.token(), stranger.token()
    before = stranger.cookie()

    stranger.log_in("saara")

    assert Visitor.to(app).with_cookie(before).get("/queue").status_code == 303
    with_old_token = stranger.client.post(
        "/logout", base_url=ORIGIN, data={"csrf_token": planted or token}
    )
    assert with_old_token.status_code == 400


def test_logging_out_ends_the_session_for_whoever_copied_its_cookie(app: Flask) -> None:
    saara = logged_in(app, "saara")
    thief = Visitor.to(app).with_cookie(saara.cookie())
    assert thief.get("/queue").status_code == 200

    left = saara.post("/logout")

    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert thief.get("/queue").status_code == 303
    assert saara.get("/queue").status_code == 303


def test_a_cookie_that_was_changed_opens_nothing(app: Flask) -> None:
    cookie = logged_in(app, "saara").cookie()

    flipped = cookie[:-9] + ("A" if cookie[-9] != "A" else "B") + cookie[-8:]
    for changed in (flipped, cookie[1:], "", "x"):
        assert Visitor.to(app).with_cookie(changed).get("/queue").status_code == 303


def test_a_session_ends_after_half_an_hour_out_of_use(app: Flask, clock: Settable) -> None:
    saara = logged_in(app, "saara")
    clock.advance(minutes=29)
    assert saara.get("/queue").status_code == 200

    clock.advance(minutes=30)

    assert saara.get("/queue").location == "/login"
    assert saara.get("/queue.json").status_code == 401


def test_a_page_that_keeps_looking_stays_logged_in_until_the_tenth_hour(
    app: Flask, clock: Settable
) -> None:
    saara = logged_in(app, "saara")
    for _ in range(59):
        clock.advance(minutes=10)
        assert saara.get("/queue", X_Live="1").status_code == 200

    clock.advance(minutes=10)

    assert saara.get("/queue", X_Live="1").status_code == 303


# --- too many tries ---


def test_the_sixth_wrong_try_at_a_name_has_to_wait(app: Flask) -> None:
    for _ in range(5):
        assert Visitor.to(app).log_in("saara", "wrong").status_code == 401

    refused = Visitor.to(app).log_in("saara", PASSWORD)

    assert refused.status_code == 429
    assert "Odota 3 min" in refused.text


def test_an_unknown_name_has_to_wait_just_so(app: Flask) -> None:
    answers = [Visitor.to(app).log_in("nobody", "wrong").status_code for _ in range(6)]

    assert answers == [401] * 5 + [429]


def test_after_the_wait_the_right_password_opens(app: Flask, clock: Settable) -> None:
    for _ in range(9):
        Visitor.to(app).log_in("saara", "wrong")

    clock.advance(minutes=3)

    assert Visitor.to(app).log_in("saara").status_code == 303


def test_nobody_can_keep_a_colleague_out_of_her_own_browser(app: Flask) -> None:
    saara = logged_in(app, "saara")
    saara.post("/logout")
    for _ in range(40):
        Visitor.to(app).log_in("saara", "wrong")

    assert saara.log_in("saara").status_code == 303


def test_a_known_browser_gives_no_free_tries_at_other_names(app: Flask) -> None:
    aino = logged_in(app, "aino")
    aino.post("/logout")

    answers = [aino.log_in("saara", "wrong").status_code for _ in range(6)]

    assert answers == [401] * 5 + [429]


def test_behind_a_proxy_on_this_machine_each_address_waits_for_itself(app: Flask) -> None:
    def tries(address: str, name: str) -> int:
        visitor = Visitor.to(app)
        fields = {"csrf_token": visitor.token(), "name": name, "password": "wrong"}
        headers = {"X-Forwarded-For": f"10.9.9.9, {address}"}
        answer = visitor.client.post("/login", base_url=ORIGIN, data=fields, headers=headers)
        return answer.status_code

    answers = [tries("192.0.2.1", f"name {n}") for n in range(21)]

    assert answers == [401] * 20 + [429]
    assert tries("192.0.2.2", "name 0") == 401


def test_whoever_has_a_network_of_addresses_is_one_address(app: Flask) -> None:
    """A household gets 2**64 of them in IPv6."""

    def tries(address: str, name: str) -> int:
        visitor = Visitor.to(app)
        fields = {"csrf_token": visitor.token(), "name": name, "password": "wrong"}
        headers = {"X-Forwarded-For": address}
        answer = visitor.client.post("/login", base_url=ORIGIN, data=fields, headers=headers)
        return answer.status_code

    answers = [tries(f"2001:db8:1:2::{n:x}", f"name {n}") for n in range(21)]

    assert answers == [401] * 20 + [429]
    assert tries("2001:db8:1:3::1", "name 0") == 401


# --- the form ---


@pytest.mark.parametrize("path", ["/login", "/logout", "/language"])
def test_a_form_without_its_token_is_refused(stranger: Visitor, path: str) -> None:
    assert stranger.post_bare(path).status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_on_another_site_is_refused_even_with_the_token(
    stranger: Visitor, site: str
) -> None:
    fields = {"csrf_token": stranger.token(), "name": "saara", "password": PASSWORD}

    answer = stranger.client.post(
        "/login", base_url=ORIGIN, data=fields, headers={"Sec-Fetch-Site": site}
    )

    assert answer.status_code == 400
    assert stranger.get("/queue").status_code == 303


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/queue",
        "//queue",  # another host, which some networks know by so short a name
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/queue\r\nSet-Cookie: a=b",
        "/nowhere",
        "/logout",
        "",
    ],
)
def test_nothing_leads_away_from_our_own_pages(stranger: Visitor, back: str) -> None:
    assert stranger.post("/language", language="sv", back=back).location == "/"


# --- languages ---


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("fi-FI, en;q=0.5", "fi"),
        ("sv", "sv"),
        ("en-GB, en;q=0.9, sv;q=0.1", "en"),
        ("de, fr;q=0.5", "fi"),
        ("", "fi"),
    ],
)
def test_pages_speak_as_the_browser_asks_and_else_finnish(
    stranger: Visitor, asked: str, spoken: str
) -> None:
    assert f'<html lang="{spoken}">' in stranger.get("/", Accept_Language=asked).text


def test_a_chosen_language_wins_and_leads_back(stranger: Visitor) -> None:
    chosen = stranger.post("/language", language="sv", back="/login")

    assert chosen.location == "/login"
    assert '<html lang="sv">' in stranger.get("/login", Accept_Language="en").text


def test_her_language_follows_her_to_another_browser(app: Flask) -> None:
    logged_in(app, "saara").post("/language", language="sv", back="/queue")

    elsewhere = logged_in(app, "saara")

    assert '<html lang="sv">' in elsewhere.get("/queue", Accept_Language="en").text


def test_a_language_that_we_do_not_speak_changes_nothing(stranger: Visitor) -> None:
    stranger.post("/language", language="xx", back="/")

    assert '<html lang="fi">' in stranger.get("/").text
