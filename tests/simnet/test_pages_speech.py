"""The page's voice: espeak-ng where there is one, and a reason where there is none."""

import asyncio
import io
import json
import shutil
import wave
from collections.abc import Coroutine
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from ivr.simnet.pages import phones
from ivr.simnet.speech import LONGEST_TEXT, NoSpeechError, Speaker
from tests.simnet.conftest import MakeNetwork

spoken = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng not installed")


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as wav:
        return float(wav.getnframes() / wav.getframerate())


@spoken
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi-FI", "Soitamme sinulle takaisin tänään kello yhdentoista ja yhden välillä."),
        ("sv-SE", "Vi ringer upp dig i dag mellan klockan elva och klockan ett."),
        ("en-GB", "We will call you back today between eleven and one o'clock."),
    ],
)
def test_a_text_becomes_sound_at_about_the_pace_of_the_network(language: str, text: str) -> None:
    sound = run(Speaker.installed().speak(text, language))
    assert 10 < len(text) / seconds(sound) < 18


@spoken
def test_a_text_that_looks_like_an_option_is_only_read_out() -> None:
    assert seconds(run(Speaker.installed().speak("--version -f /etc/passwd", "en-GB"))) > 0.5


@spoken
def test_the_same_text_is_made_only_once() -> None:
    async def twice() -> tuple[bytes, bytes]:
        speaker = Speaker.installed()
        return await speaker.speak("Hei", "fi-FI"), await speaker.speak("Hei", "fi-FI")

    first, second = run(twice())
    assert first is second


@pytest.mark.parametrize(
    ("speaker", "text", "language", "reason"),
    [
        (Speaker(None), "Hei", "fi-FI", "not installed"),
        (Speaker("/bin/true"), "Bures", "se-FI", "no voice for the language 'se-FI'"),
        (Speaker("/bin/true"), "a" * (LONGEST_TEXT + 1), "fi-FI", "longer than"),
        (Speaker("/bin/false"), "Hei", "fi-FI", "exit status 1"),
        (Speaker("/bin/true"), "Hei", "fi-FI", "exit status 0"),
    ],
)
def test_why_there_is_no_sound_is_said(
    speaker: Speaker, text: str, language: str, reason: str
) -> None:
    with pytest.raises(NoSpeechError, match=reason):
        run(speaker.speak(text, language))


@pytest.mark.parametrize(
    "speaker", [Speaker(None), pytest.param(Speaker.installed(), marks=spoken)]
)
def test_the_page_is_told_whether_there_is_a_voice(
    make_network: MakeNetwork, speaker: Speaker
) -> None:
    async def ask() -> tuple[int, int, str, bytes]:
        async with TestClient(TestServer(phones(make_network(), speaker))) as client:
            told = await client.get("/speech")
            made = await client.post("/speech", data={"text": "Hei", "language": "fi-FI"})
            return told.status, made.status, made.content_type, await made.read()

    told, made, kind, body = run(ask())
    if speaker.available:
        assert (told, made, kind, body[:4]) == (200, 200, "audio/wav", b"RIFF")
    else:
        assert (told, made, kind) == (404, 404, "application/json")
        assert json.loads(body) == {"error": "espeak-ng is not installed"}
