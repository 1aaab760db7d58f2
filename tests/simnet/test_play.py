"""Recordings: fetched, played in full, kept as they may be; and what if they can't be had."""

import asyncio

import pytest
from aiohttp.test_utils import TestClient, TestServer

from ivr.simnet.delivery import Answer
from ivr.simnet.faults import Fault
from ivr.simnet.network import Network
from ivr.simnet.pages import phones
from ivr.simnet.sounds import UnfitSoundError, sound_of
from ivr.simnet.transcript import Transcript
from tests import sounds
from tests.simnet.application import HOST, Application, Page, say
from tests.simnet.conftest import AGENCY, CITIZEN, MakeNetwork, seconds

TUNE = f"{HOST}/sounds/caller.language.fi.wav"
WAV = Page(sounds.wav(4), content_type="audio/wav")
KEPT = Page(sounds.wav(4), content_type="audio/wav", headers=(("Cache-Control", "max-age=60"),))
ASKING = (
    "<Gather numDigits='1' action='/keys' finishOnKey='' actionOnEmptyResult='true'>"
    f"<Play>{TUNE}</Play>{say('Paina yksi.')}</Gather>"
)


@pytest.fixture
def application() -> Application:
    application = Application()
    application["/sounds/caller.language.fi.wav"] = WAV
    application["/keys"] = "<Hangup/>"
    return application


def call(network: Network) -> str:
    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(60)
    return sid


def test_a_recording_lasts_as_long_as_its_file(network: Network, application: Application) -> None:
    application["/voice"] = f"<Play loop='2'>{TUNE}</Play><Pause/><Hangup/>"

    sid = call(network)

    assert network.leg(sid).seconds == 4 + 4 + 1
    assert [said.text for said in network.heard(sid)] == ["[recording caller.language.fi]"] * 2
    assert network.problems == ()


def test_it_is_asked_for_by_get_with_nothing_of_the_call(
    network: Network, application: Application
) -> None:
    application["/voice"] = f"<Play>{TUNE}</Play><Hangup/>"

    call(network)

    [told] = [told for told in application.told if told.path.startswith("/sounds/")]
    assert (told.method, told.fields) == ("GET", {})
    assert not any("SIGNATURE" in name for name in told.headers)


@pytest.mark.parametrize(("file", "times"), [(WAV, 2), (KEPT, 1)])
def test_what_may_be_kept_is_fetched_once(
    network: Network, application: Application, file: Page, times: int
) -> None:
    application["/sounds/caller.language.fi.wav"] = file
    application["/voice"] = f"<Play>{TUNE}</Play><Hangup/>"

    call(network)
    call(network)

    assert len(application.at("/sounds/caller.language.fi.wav")) == times


def test_recordings_and_speech_are_mixed_and_a_key_cuts_them_short(
    network: Network, application: Application
) -> None:
    application["/voice"] = ASKING

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid, barge_in=True)
    network.press(sid, "1")
    network.run_for(1)

    assert application.at("/keys")[0]["Digits"] == "1"
    assert [said.text for said in network.heard(sid)] == ["[recording caller.language.fi]"]
    assert seconds(network) < 4

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    assert [said.text for said in network.heard(sid)][1:] == ["Paina yksi."]


@pytest.mark.parametrize(
    ("verbs", "file", "code"),
    [
        (ASKING, Page(b"", 404, ""), 11200),
        (ASKING, Page(b"<p>Hei</p>", content_type="text/html"), 13325),
        (f"<Play>{TUNE}</Play><Hangup/>", Page(b"<p/>", content_type="text/html"), 13420),
        (f"<Play>{TUNE}</Play><Hangup/>", Page(b"RIFF", content_type="audio/wav"), 13420),
        (f"<Play>{TUNE}</Play><Hangup/>", Page(b".snd", content_type="audio/gsm"), 13420),
    ],
    ids=str,
)
def test_what_can_not_be_played_ends_the_call_with_the_networks_apology(
    network: Network, application: Application, verbs: str, file: Page, code: int
) -> None:
    application["/voice"] = verbs
    application["/sounds/caller.language.fi.wav"] = file

    sid = call(network)

    [problem] = network.problems
    assert (problem.code, problem.fatal, problem.url) == (code, True, TUNE)
    assert [said.text[:12] for said in network.heard(sid)] == ["We are sorry"]
    assert network.leg(sid).status == "completed"


def test_a_fallback_is_asked_first_and_told_why(
    make_network: MakeNetwork, application: Application
) -> None:
    application["/voice"] = ASKING
    application["/sounds/caller.language.fi.wav"] = Page(b"", 404, "")
    application["/fallback"] = say("Hetkinen.") + "<Hangup/>"
    network = make_network(fallback=f"{HOST}/fallback")

    sid = call(network)

    [told] = application.at("/fallback")
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("11200", TUNE)
    assert [said.text for said in network.heard(sid)] == ["Hetkinen."]


def test_a_fallback_that_plays_the_same_again_is_not_asked_for_ever(
    make_network: MakeNetwork, application: Application
) -> None:
    application["/voice"] = application["/fallback"] = ASKING
    application["/sounds/caller.language.fi.wav"] = Page(b"", 404, "")
    network = make_network(fallback=f"{HOST}/fallback")

    sid = call(network)

    assert len(application.at("/fallback")) == 1
    assert [said.text[:12] for said in network.heard(sid)] == ["We are sorry"]


def test_a_fault_on_the_way_is_not_the_applications(
    make_network: MakeNetwork, application: Application
) -> None:
    application["/voice"] = ASKING
    application["/fallback"] = say("Hetkinen.") + "<Hangup/>"
    network = make_network(
        fallback=f"{HOST}/fallback", faults=(Fault("error_5xx_before", purpose="media"),)
    )

    sid = call(network)

    assert [said.text for said in network.heard(sid)] == ["Hetkinen."]
    assert network.problems == ()


def test_a_transcript_names_the_recording(network: Network, application: Application) -> None:
    application["/voice"] = f"<Play>{TUNE}</Play><Hangup/>"
    sid = call(network)
    transcript = Transcript()

    played = [event for event in network.log.after(sid=sid) if event.kind == "play"]
    told = {"kind": "play", "at": played[0].at.isoformat(), "data": played[0].data}

    assert [*transcript.lines(told)] == ["10:00:00  ♪   [recording caller.language.fi]"]


def test_the_page_plays_what_the_network_has_fetched(
    network: Network, application: Application
) -> None:
    application["/voice"] = f"<Play>{TUNE}</Play><Hangup/>"
    call(network)
    [digest] = {event.data["sound"] for event in network.log.after() if event.kind == "play"}

    async def ask() -> tuple[int, str, bytes, int]:
        async with TestClient(TestServer(phones(network))) as client:
            known = await client.get(f"/sounds/{digest}")
            unknown = await client.get(f"/sounds/{'0' * 16}")
            return known.status, known.content_type, await known.read(), unknown.status

    assert asyncio.run(ask()) == (200, "audio/wav", WAV.body, 404)


@pytest.mark.parametrize(
    ("body", "kind", "length"),
    [
        (sounds.wav(2.5, rate=16_000), "audio/x-wav", 2.5),
        (sounds.mu_law(1.5), "audio/wave", 1.5),
        (sounds.mp3(100), "audio/mpeg; x=y", 2.62),
    ],
)
def test_lengths_are_read_from_files(body: bytes, kind: str, length: float) -> None:
    sound = sound_of(Answer(200, (("content-type", kind),), body, f"{HOST}/a/b.c.wav?d=e"))

    assert sound.seconds == pytest.approx(length, abs=0.02)
    assert sound.name == "b.c"


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"", "audio/wav", "is none"),
        (sounds.wav()[:30], "audio/wav", "is none"),
        (b"RIFF\0\0\0\0WAVEdata\1\0\0\0\0", "audio/wav", "is none"),
        (sounds.wav(), "audio/mpeg", "is none"),
        (b"ID3", "audio/mpeg", "is none"),
        (sounds.wav(), "audio/aiff", "real, not simulated"),
        (sounds.wav(), "", "content type missing"),
    ],
)
def test_what_is_no_sound_is_said(body: bytes, kind: str, reason: str) -> None:
    with pytest.raises(UnfitSoundError, match=reason):
        sound_of(Answer(200, (("Content-Type", kind),), body, TUNE))
