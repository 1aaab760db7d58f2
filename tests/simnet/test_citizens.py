"""Citizens and agents drawn from seeds: what they are like, and that they go by what is said."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from twilio.rest import Client

from ivr.simnet.folk.agent import Agent
from ivr.simnet.folk.character import LANDLINE, SILENT, WITHHELD, Character, draw
from ivr.simnet.folk.citizen import Citizen
from ivr.simnet.network import Network
from ivr.simnet.people import Answers, Handset, person_from
from tests.simnet.application import HOST, Application, goodbye, response, say
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN, seconds

MANY = range(4_000)
MENU = "numDigits='1' finishOnKey='' timeout='6' actionOnEmptyResult='true'"
PROMISE = "Kiitos. Soittopyyntösi on tallessa. Soitamme sinulle tänään." + 10 * " Odota rauhassa."


def one_who(is_so: Callable[[Character], bool]) -> Citizen:
    """The first citizen with careful fingers and much patience who is so besides."""
    return Citizen(
        next(
            seed
            for seed in count()
            if is_so(ways := draw(seed)) and ways.wrong_key < 0.01 and ways.patience > 120
        )
    )


def speaks_finnish(ways: Character) -> bool:
    return ways.language == "fi" and not ways.silent and ways.think < 2


def wants_a_call(ways: Character) -> bool:
    return speaks_finnish(ways) and ways.wish == "callback"


def serve(application: Application) -> None:
    """A service whose keys are unlike anybody's."""
    application["/voice"] = _ask("/main", "Suomeksi, paina kahdeksan. För svenska, tryck två.")
    application["/main"] = _ask(
        "/number", "Jos haluat kuulla aukioloajat, paina viisi.",
        "Jos haluat, että soitamme sinulle, paina seitsemän.",
    )  # fmt: skip
    application["/number"] = _ask(
        "/end", "Jos haluat antaa toisen numeron, paina kolme. Jos numero on oikein, paina nolla."
    )
    application["/end"] = goodbye(PROMISE)


def _ask(action: str, *sentences: str) -> str:
    return f"<Gather {MENU} action='{action}'>{''.join(map(say, sentences))}</Gather>"


def keys(network: Network, sid: str) -> str:
    pressed = (event for event in network.log.after(sid=sid) if event.kind == "key")
    return "".join(event.data["key"] for event in pressed)


def call(network: Network, citizen: Citizen) -> str:
    shown = network.settings.withheld if citizen.ways.withheld else None
    sid = network.dial(citizen.ways.number, AGENCY, shown=shown, person=citizen)
    network.run_for(300)
    return sid


# What people are like


def test_the_same_seed_is_the_same_person() -> None:
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]


def test_everybody_has_telephones_of_their_own() -> None:
    numbers = [number for seed in MANY for number in (draw(seed).number, draw(seed).other)]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("share", "is_so"),
    [
        (WITHHELD, lambda ways: ways.withheld),
        (SILENT, lambda ways: ways.silent),
        (LANDLINE, lambda ways: ways.has_landline),
        (0.92, lambda ways: ways.language == "fi"),
        (0.03, lambda ways: ways.language == "sv"),
        (0.35, lambda ways: ways.barges_in),
        (0.08, lambda ways: ways.wish == "another number"),
        (0.06, lambda ways: ways.wish == "phone time"),
        (0.04, lambda ways: ways.wish == "visit"),
        (0.5, lambda ways: ways.think > 1.2),
    ],
)
def test_shares_are_as_meant(share: float, is_so: Callable[[Character], bool]) -> None:
    assert sum(is_so(draw(seed)) for seed in MANY) / len(MANY) == pytest.approx(share, abs=0.02)


def test_no_landline_has_a_voicemail_and_patience_ends() -> None:
    everybody = [draw(seed) for seed in MANY]
    assert not any(ways.voicemail for ways in everybody if ways.has_landline)
    assert min(ways.patience for ways in everybody) > 0
    assert max(ways.patience for ways in everybody) < 3_600


# Their own calls


def test_keys_are_pressed_for_what_they_are_said_to_do(
    network: Network, application: Application
) -> None:
    serve(application)
    citizen = one_who(wants_a_call)
    assert keys(network, call(network, citizen)) == "870"
    assert citizen.was_promised
    assert citizen.waits


def test_another_number_is_asked_for_once_and_typed(
    network: Network, application: Application
) -> None:
    serve(application)
    typed = say("Näppäile puhelinnumero. Paina lopuksi ruutua.")
    typed = f"<Gather action='/number'>{typed}</Gather>"
    application["/end"] = lambda told: response(
        typed if told.fields.get("Digits") == "3" else goodbye(PROMISE)
    )
    citizen = one_who(lambda ways: speaks_finnish(ways) and ways.wish == "another number")
    assert keys(network, call(network, citizen)) == f"873{national(citizen.ways.other)}#0"


def national(number: str) -> str:
    return "0" + number.removeprefix("+358")


def offers_times(application: Application) -> None:
    """A service at which a visit can be booked, with keys unlike anybody's."""
    serve(application)
    application["/main"] = _ask(
        "/points",
        "Jos haluat, että soitamme sinulle, paina seitsemän.",
        "Jos haluat ajan palvelupisteeseen, paina viisi. Oma varaus, paina kuusi.",
    )
    application["/points"] = lambda told: response(
        _ask("/gone", "Sinulla on aika huomenna.", "Jos haluat perua ajan, paina yksi.")
        if told.fields.get("Digits") == "6"
        else _ask("/number", "Kuhmon palvelupiste, paina yhdeksän.")
    )
    application["/number"] = _ask("/times", "Jos numero on oikein, paina nolla.")
    application["/times"] = _ask("/right", "Perjantai kello yhdeksän, paina kaksi.")
    application["/right"] = _ask("/end", "Jos aika sopii, paina neljä.")
    application["/end"] = goodbye("Varasit ajan Kuhmoon." + 10 * " Odota rauhassa.")


def test_who_wants_to_come_takes_the_first_time_there_is(
    network: Network, application: Application
) -> None:
    offers_times(application)
    citizen = one_who(lambda ways: speaks_finnish(ways) and ways.wish == "visit")

    assert keys(network, call(network, citizen)) == "859024"

    assert citizen.has_booked
    assert not citizen.waits


def test_where_nothing_can_be_booked_one_asks_to_be_called(
    network: Network, application: Application
) -> None:
    serve(application)
    citizen = one_who(lambda ways: speaks_finnish(ways) and ways.wish == "phone time")

    assert keys(network, call(network, citizen)) == "870"

    assert citizen.waits


def test_some_who_have_booked_call_to_hear_of_it_and_change_nothing(
    network: Network, application: Application
) -> None:
    offers_times(application)
    citizen = one_who(
        lambda ways: speaks_finnish(ways) and ways.wish == "visit" and not ways.withheld
    )
    first = network.leg(call(network, citizen))

    citizen.after(first)

    assert citizen.wish == "own"
    second = call(network, citizen)
    assert keys(network, second) == "86"
    assert citizen.after(network.leg(second)) is None


def test_who_wants_the_hours_hangs_up_when_they_are_told(
    network: Network, application: Application
) -> None:
    serve(application)
    application["/number"] = _ask("/main", "Palvelemme arkisin. Ulkomailla vastaaminen maksaa.")
    citizen = one_who(lambda ways: speaks_finnish(ways) and ways.wish == "hours")
    sid = call(network, citizen)
    assert keys(network, sid) == "85"
    assert [event.kind for event in network.log.after(sid=sid) if event.kind == "hang-up"]
    assert not citizen.waits


def who_cancels() -> Citizen:
    citizen = one_who(lambda ways: wants_a_call(ways) and ways.waits_for_goodbye)
    citizen.wish = "cancel"
    return citizen


@pytest.mark.parametrize("barges_in", [True, False])
def test_who_has_cancelled_asks_for_no_new_call(
    network: Network, application: Application, barges_in: bool
) -> None:
    serve(application)
    application["/main"] = _ask("/gone", "Jos haluat perua, paina viisi.")
    offer = "Jos haluat jättää uuden soittopyynnön, paina yksi."
    application["/gone"] = _ask("/end", "Soittopyyntösi on peruttu.", offer)
    citizen = who_cancels()
    citizen.ways = replace(citizen.ways, barges_in=barges_in)
    assert keys(network, call(network, citizen)) == "85"
    assert (citizen.has_cancelled, citizen.was_promised) == (True, False)


def test_who_has_nothing_to_cancel_hangs_up(network: Network, application: Application) -> None:
    serve(application)
    citizen = who_cancels()
    citizen.ways = replace(citizen.ways, barges_in=True)
    assert keys(network, call(network, citizen)) == "8"
    assert not citizen.was_promised


def test_a_rotary_telephone_presses_nothing_and_may_be_promised_a_call(
    network: Network, application: Application
) -> None:
    serve(application)
    application["/main"] = goodbye(PROMISE)
    citizen = one_who(lambda ways: ways.silent and ways.wish == "callback")
    assert keys(network, call(network, citizen)) == ""
    assert citizen.was_promised


def test_who_has_dialled_by_mistake_hangs_up_at_once(
    network: Network, application: Application
) -> None:
    serve(application)
    citizen = one_who(lambda ways: ways.wish == "nothing")
    sid = call(network, citizen)
    assert network.leg(sid).seconds <= 6
    assert citizen.after(network.leg(sid)) is None


def test_patience_ends_where_nothing_is_promised(
    network: Network, application: Application
) -> None:
    application["/voice"] = say("Odota. " * 80) + "<Redirect>/voice</Redirect>"
    citizen = one_who(wants_a_call)
    sid = call(network, citizen)
    network.run_for(600)
    assert network.leg(sid).seconds == int(citizen.ways.patience)
    assert not citizen.was_promised


def test_the_hasty_press_as_soon_as_they_know_the_key(
    network: Network, application: Application
) -> None:
    serve(application)
    application["/voice"] = _ask("/main", "Suomeksi, paina kahdeksan.", "Ja pitkästi muuta. " * 20)
    hasty = one_who(lambda ways: wants_a_call(ways) and ways.barges_in)
    patient = one_who(lambda ways: wants_a_call(ways) and not ways.barges_in)
    assert _first_key(network, hasty) < 5 < 25 < _first_key(network, patient)


def _first_key(network: Network, citizen: Citizen) -> float:
    begun = seconds(network)
    sid = call(network, citizen)
    [first, *_] = [event for event in network.log.after(sid=sid) if event.kind == "key"]
    return (first.at - network.log.after()[0].at).total_seconds() - begun


def test_some_who_were_promised_nothing_call_again(
    network: Network, application: Application
) -> None:
    application["/voice"] = goodbye("Emme voi nyt ottaa pyyntöjä.")
    seeds = [seed for seed in range(60) if draw(seed).wish == "callback"]
    pauses = []
    for seed in seeds:
        citizen = Citizen(seed)
        pauses.append(citizen.after(network.leg(call(network, citizen))))
    again = [pause for pause in pauses if pause is not None]
    assert 0.3 < len(again) / len(seeds) < 0.7
    assert all(60 <= pause <= 1_800 for pause in again)


# Being called


def test_citizens_answer_miss_or_are_busy_in_their_shares(network: Network, api: Client) -> None:
    ends = Counter(_is_called(network, api, Citizen(seed)) for seed in range(200))
    assert 0.5 < (ends["completed"]) / 200 < 0.8  # with voicemails
    assert ends["no-answer"] > ends["busy"] > 0
    assert ends["failed"] < 15


def _is_called(network: Network, api: Client, citizen: Citizen) -> str:
    network.people[CITIZEN] = citizen
    sid = api.calls.create(to=CITIZEN, from_=AGENCY, url=f"{HOST}/offer", timeout=30).sid
    network.run_for(200)
    return network.leg(str(sid)).status


# Agents


OFFER = "Jos otat soiton, paina kolme. Jos et ota, paina kuusi."


def offer(network: Network, application: Application, api: Client, agent: Agent) -> str:
    application["/offer"] = _ask("/taken", OFFER)
    dial = f"<Dial action='/outcome' hangupOnStar='true'><Number>{CITIZEN}</Number></Dial>"
    application["/taken"] = lambda told: response(
        dial if told.fields.get("Digits") == "3" else goodbye("Selvä.")
    )
    application["/outcome"] = _ask("/filed", "Hoidettu, paina yksi. Ei tavoitettu, paina kolme.")
    application["/filed"] = goodbye("Kiitos.")
    network.people[CITIZEN] = Answers(after=2)
    network.people[AGENT] = agent
    sid = str(api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/offer", timeout=30).sid)
    network.run_for(3_000)
    return sid


def test_most_offers_are_taken_and_filed(
    network: Network, application: Application, api: Client
) -> None:
    agent = Agent(1)
    pressed = Counter(keys(network, offer(network, application, api, agent)) for _ in range(100))
    assert pressed["3*1"] > 60
    assert pressed["6"] > 0
    assert pressed["3"] > 0  # hung up in the end
    assert pressed[""] > 0  # did not answer
    assert pressed["3*3"] > 0


def test_an_agent_phones_in_with_her_pin(network: Network, application: Application) -> None:
    asked = say("Näppäile kuusinumeroinen tunnuslukusi.")
    application["/voice"] = f"<Gather numDigits='6' action='/status'>{asked}</Gather>"
    application["/status"] = _ask("/set", "Vapaana, paina neljä. Tauolla, paina kaksi.")
    application["/set"] = goodbye("Kiitos.")
    sid = network.dial(AGENT, AGENCY, person=Agent(1, "135790"))
    network.run_for(60)
    assert keys(network, sid) == "1357904"


def test_a_citizen_can_be_put_at_any_telephone() -> None:
    citizen = person_from({"does": "citizen", "seed": 7})
    assert isinstance(citizen, Citizen)
    assert citizen.seed == 7
    assert isinstance(person_from({}), Handset)
