"""What listeners make of what is said, in three languages."""

import pytest

from ivr.simnet.folk import ears

MENU = ("Päävalikko. Jos haluat, että soitamme sinulle, paina neljä. Se on maksutonta.", "Paina.")


@pytest.mark.parametrize(
    ("sense", "said", "key"),
    [
        (ears.CALL_ME, "Jos haluat, että soitamme sinulle, paina yksi.", "1"),
        (ears.CALL_ME, "Om du vill att vi ringer dig, tryck sju.", "7"),
        (ears.CALL_ME, "If you want us to call you, press nine. It is free.", "9"),
        (ears.RIGHT, "We will call zero four. If the number is correct, press two.", "2"),
        (ears.OTHER, "Om du vill ge ett annat nummer, tryck på stjärna.", "*"),
        (ears.CANCEL, "Jos haluat perua soittopyynnön, paina ruutua.", "#"),
        (ears.LANGUAGES["sv"], "Suomeksi, paina yksi. På svenska, tryck två.", "2"),
        (ears.SOONER, "If you want us to call as soon as we can, press one. You wait.", "1"),
        (ears.SOONER, "If you want a time as soon as possible, press two.", "2"),
        (ears.PHONE_TIME, "Om du vill boka en telefontid, tryck två.", "2"),
        (ears.VISIT, "For an appointment at a service point, press three.", "3"),
        (ears.A_POINT, "Valitse palvelupiste. Kuhmon palvelupiste, paina yksi.", "1"),
        (ears.A_TIME, "fredag den 27 november klockan nio, tryck ett.", "1"),
        (ears.A_TIME, "nine thirty a.m., press two.", "2"),
        (ears.FITS, "Jos aika sopii, paina yksi. Jos haluat toisen ajan, paina kaksi.", "1"),
        (ears.OWN, "Oma varaus tai soittopyyntö, paina neljä.", "4"),
        (ears.TAKE, "Jos otat soiton, paina yksi. Jos et ota, paina kaksi.", "1"),
        (ears.PASS, "Jos otat soiton, paina yksi. Jos et ota, paina kaksi.", "2"),
    ],
)
def test_a_key_is_known_by_what_it_is_said_to_do(sense: ears.Sense, said: str, key: str) -> None:
    assert ears.key_for(sense, [said]) == key


def test_what_is_not_offered_has_no_key() -> None:
    assert ears.key_for(ears.CANCEL, MENU) is None


def test_a_word_that_is_no_key_is_none() -> None:
    assert list(ears.choices(["Jos haluat soiton, paina valikossa yksi.", "Paina."])) == []


def test_a_sentence_ends_where_it_ends() -> None:
    [choice] = ears.choices(MENU)
    assert choice == ears.Choice("4", "Jos haluat, että soitamme sinulle, paina neljä.")


@pytest.mark.parametrize(
    "said",
    [
        "Kiitos. Soittopyyntösi on tallessa. Soitamme sinulle arviolta tänään.",
        "Tack. Din begäran är registrerad.",
        "Thank you. We expect to call you today.",
    ],
)
def test_a_promise_is_understood(said: str) -> None:
    assert ears.hears(ears.SAVED, ["Odota.", said])


@pytest.mark.parametrize(
    "said",
    [
        "Puhelinaikasi on varattu. Soitamme sinulle huomenna.",
        "Du har bokat ett besök till servicestället i Kuhmo.",
        "You have booked a visit to the Kuhmo service point.",
    ],
)
def test_a_booking_is_understood(said: str) -> None:
    assert ears.hears(ears.BOOKED, [said])
    assert not ears.hears(ears.SAVED, [said])


def test_an_offer_is_no_promise() -> None:
    assert not ears.hears(ears.SAVED, [*MENU, "If you stay on the line, we will call you later."])
