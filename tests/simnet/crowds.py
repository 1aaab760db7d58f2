"""A crowd with a small service, on a clock that jumps: what a run leaves in its log.

`python -m tests.simnet.crowds SEED` prints the digest of such a log.
"""

import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from io import StringIO

from ivr.simnet.crowd.population import so_many
from ivr.simnet.crowd.town import Plan, Post, Town
from ivr.simnet.inprocess import rest_client, wsgi_delivery
from ivr.simnet.jump import Jump
from ivr.simnet.network import Network
from ivr.simnet.replay.again import Replay
from ivr.simnet.replay.record import Record, read
from ivr.simnet.settings import Number, Settings
from tests.simnet.application import HOST, Application, Page, Told, goodbye, response, say

START = datetime(2026, 11, 24, 6, 50, tzinfo=UTC)
ENDS = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SERVICE, AGENTS = "+358295020600", ("+358501234567", "+358501234568")
MENU = "numDigits='1' finishOnKey='' timeout='6' actionOnEmptyResult='true'"


class Service:
    """Takes requests and calls everybody back once, with the agents in turn."""

    def __init__(self) -> None:
        self.application = Application()
        self.network: Network
        self._asked: list[str] = []
        self._rung = 0
        pages = self.application
        pages["/voice"] = _ask("/main", "Suomeksi, paina yksi. På svenska, tryck två.")
        pages["/main"] = _ask("/asked", "Jos haluat, että soitamme sinulle, paina yksi.")
        pages["/asked"] = self._takes
        pages["/offer"] = _ask("/taken", "Jos otat soiton, paina yksi. Jos et ota, paina kaksi.")
        pages["/taken"] = self._connects
        pages["/outcome"] = _ask("/filed", "Hoidettu, paina yksi. Ei tavoitettu, paina kolme.")
        pages["/filed"] = goodbye("Kiitos.")

    def _takes(self, told: Told) -> Page:
        if told.fields.get("Digits") != "1":
            return response(goodbye("Emme saaneet valintaasi."))
        if told.fields["From"].startswith("+"):
            self._asked.append(told.fields["From"])
        return response(goodbye("Kiitos. Soittopyyntösi on tallessa." + 9 * " Odota rauhassa."))

    def _connects(self, told: Told) -> Page:
        if told.fields.get("Digits") != "1" or not self._asked:
            return response(goodbye("Selvä."))
        number = f"<Number>{self._asked.pop(0)}</Number>"
        return response(f"<Dial action='/outcome' timeout='20' hangupOnStar='true'>{number}</Dial>")

    async def beat(self, _now: datetime) -> None:
        agent = AGENTS[self._rung % len(AGENTS)]
        if self._asked and not self.network.legs(person=agent, live=True):
            self._rung += 1
            order = {"To": agent, "From": SERVICE, "Url": f"{HOST}/offer", "Timeout": "20"}
            account = self.network.settings
            rest_client(self.network).request(
                "POST",
                f"{HOST}/2010-04-01/Accounts/{account.account_sid}/Calls.json",
                data=order,
                auth=(account.account_sid, account.auth_token),
            )


def _ask(action: str, words: str) -> str:
    return f"<Gather {MENU} action='{action}'>{say(words)}</Gather>"


def run(seed: int, record: Record | None = None, many: int = 60) -> tuple[str, Town | Replay]:
    """The log of a run with drawn people, or with those who do what `record` says."""
    log, service = StringIO(), Service()
    numbers = [Number(SERVICE, f"{HOST}/voice")]
    network = Network(
        Jump(START), wsgi_delivery(service.application), numbers, Settings(seed=seed), log
    )
    service.network = network
    network.every(lambda: 10.0, service.beat)
    people: Town | Replay
    if record is None:
        arrivals = so_many(many, date(2026, 11, 24), (9, 13), seed)
        people = Town(network, Plan(seed, SERVICE, arrivals, [Post(number) for number in AGENTS]))
    else:
        people = Replay(network, record)
    people.begin()
    network.run_until(ENDS)
    network.close()
    return log.getvalue(), people


def digest(log: str) -> str:
    return sha256(log.encode()).hexdigest()


def record_of(log: str) -> Record:
    return read(log.splitlines())


if __name__ == "__main__":
    print(digest(run(int(sys.argv[1]))[0]))  # noqa: T201
