"""A folder of recordings is taken as it is meant, or refused with a sentence for every fault."""

from pathlib import Path

import pytest

from ivr.telephony import mp3, wav
from ivr.telephony.recordings import SILENCE, UnfitRecordings, read_recordings
from tests import sounds
from tests.sounds import put

WELCOME = "fi/caller.language.wav"


def test_without_a_folder_nothing_is_recorded() -> None:
    assert not read_recordings(None)


def test_every_fit_file_is_taken_under_its_prompt_and_language(tmp_path: Path) -> None:
    put(tmp_path, WELCOME, sounds.wav())
    put(tmp_path, "sv/caller.language.sv.wav", sounds.mu_law(rate=16_000))
    put(tmp_path, "en/keys.repeat.mp3", sounds.mp3())
    put(tmp_path, ".notes", b"hidden files are nobody's prompts")

    recordings = read_recordings(tmp_path)

    assert set(recordings) == {
        ("fi", "caller.language"),
        ("sv", "caller.language.sv"),
        ("en", "keys.repeat"),
    }


def test_another_sound_has_another_path(tmp_path: Path) -> None:
    paths = set()
    for seconds in (1, 2):
        recordings = read_recordings(put(tmp_path, WELCOME, sounds.wav(seconds)))
        paths.add(recordings["fi", "caller.language"].path)

    assert len(paths) == 2
    assert all(path.endswith("/caller.language.wav") for path in paths)


@pytest.mark.parametrize(
    ("name", "sound", "fault"),
    [
        ("se/caller.language.wav", sounds.wav(), "is in no language's folder (fi, sv, en)"),
        ("caller.language.wav", sounds.wav(), "is in no language's folder (fi, sv, en)"),
        ("fi/caller.language.ogg", sounds.wav(), "is neither .wav nor .mp3"),
        ("fi/caller.nothing.wav", sounds.wav(), "there is none of that name in fi"),
        ("fi/caller.language.sv.wav", sounds.wav(), "there is none of that name in fi"),
        ("fi/sms.missed.wav", sounds.wav(), "there is none of that name in fi"),
        ("fi/caller.closed.wav", sounds.wav(), "it names {next_open}; leave it to the voice"),
        ("fi/caller.language.wav/more", b"", "can't be read: Is a directory"),
        (WELCOME, b"ID3", "is no WAV, or is damaged"),
        (WELCOME, sounds.mp3(), "is no WAV, or is damaged"),
        (WELCOME, sounds.wav()[:40], "is no WAV, or is damaged"),
        (WELCOME, sounds.wav()[:-2], "is cut off"),
        (WELCOME, sounds.wav(width=1), "is neither PCM of 16 bits nor mu-law of 8"),
        (WELCOME, sounds.wav(channels=2), "has 2 channels: it is to be mono"),
        (WELCOME, sounds.wav(rate=44_100), "has 44100 samples a second"),
        (WELCOME, sounds.wav(30.2), "lasts 30.2 seconds: it is to last at most 30"),
        (WELCOME, sounds.wav(0), "lasts 0.0 seconds"),
        ("fi/caller.language.mp3", sounds.wav(), "is no MP3, or is damaged"),
        ("fi/caller.language.mp3", b"\xff\xfb", "is no MP3, or is damaged"),
        ("fi/caller.language.mp3", b"", "lasts 0.0 seconds"),
        ("fi/caller.language.mp3", sounds.MP3_FRAME + bytes(9), "is no MP3, or is damaged"),
        ("fi/caller.language.mp3", sounds.MP3_FRAME[:-1], "is cut off"),
        ("fi/caller.language.mp3", sounds.mp3(1_200), "lasts 31.3 seconds"),
    ],
)
def test_an_unfit_file_is_refused_with_its_name(
    tmp_path: Path, name: str, sound: bytes, fault: str
) -> None:
    put(tmp_path, name, sound)

    with pytest.raises(UnfitRecordings) as refused:
        read_recordings(tmp_path)

    file = name.removesuffix("/more")
    assert str(refused.value).startswith(f"RECORDINGS: {file} ")
    assert fault in str(refused.value)
    assert str(refused.value).endswith(".")


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    put(tmp_path, WELCOME, sounds.wav())
    put(tmp_path, "fi/caller.language.mp3", sounds.mp3())
    put(tmp_path, "sv/none.wav", sounds.wav())

    with pytest.raises(UnfitRecordings) as refused:
        read_recordings(tmp_path)

    twice, unknown = str(refused.value).splitlines()
    assert "fi/caller.language.wav is there twice" in twice
    assert "sv/none.wav" in unknown


@pytest.mark.parametrize(
    ("header", "length", "seconds"),
    [
        (b"\xff\xfb\x92\x00", 418, 1152 / 44_100),  # MPEG 1, 128 kbit/s, with padding
        (b"\xff\xf3\x80\x00", 208, 576 / 22_050),  # MPEG 2, 64 kbit/s
        (b"\xff\xe3\x18\x00", 72, 576 / 8_000),  # MPEG 2.5, 8 kbit/s at 8 kHz
    ],
)
def test_the_frames_of_an_mp3_tell_how_long_it_is(
    header: bytes, length: int, seconds: float
) -> None:
    assert mp3.seconds((header + bytes(length - 4)) * 10) == pytest.approx(10 * seconds)


@pytest.mark.parametrize(
    "sound", [sounds.wav(2.5), sounds.mu_law(2.5), sounds.mu_law(2.5, rate=16_000)]
)
def test_the_samples_of_a_wav_tell_how_long_it_is(sound: bytes) -> None:
    assert wav.seconds(sound) == pytest.approx(2.5)


def test_silence_is_a_fit_sound_itself() -> None:
    assert wav.seconds(SILENCE.sound) == 0.25
