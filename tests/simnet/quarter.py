"""A busy quarter of an hour on the network, for tests of what chance makes of it."""

from ivr.simnet.network import Network
from ivr.simnet.people import Answers, Caller
from tests.simnet.application import HOST, Application, say
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN, client_of


def busy_quarter(network: Network, application: Application) -> list[str]:
    """A quarter of an hour with everything in it; what happened, line by line."""
    menu = f"<Gather numDigits='1' action='/next' actionOnEmptyResult='true'>{say('Hei.')}</Gather>"
    application["/voice"] = menu
    application["/next"] = say("Kiitos.") + "<Hangup/>"
    application["/offer"] = f"<Dial action='/next'><Number>{CITIZEN}</Number></Dial>"
    network.people.update({AGENT: Answers(hang_up_after=40), CITIZEN: Answers()})
    api = client_of(network)
    for second in range(20):
        network.dial(f"+35840{second:07d}", AGENCY, person=Caller(("1",) if second % 2 else ()))
        api.calls.create(
            to=AGENT, from_=AGENCY, url=f"{HOST}/offer", status_callback=f"{HOST}/status"
        )
        api.messages.create(to=CITIZEN, from_=AGENCY, body="Hei.")
        network.run_for(7)
    network.run_for(900)
    return [event.as_json() for event in network.log.after()]
