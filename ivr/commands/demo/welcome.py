"""What a person is told when the demonstration runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.rules.window import HELSINKI
from ivr.commands.demo.place import Place
from ivr.services.sample_staff import Login

CITIZEN = "+358401234567"
"""The number of the citizen's handset."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The service's number, who can log in, and when it begins (None: the real time)."""

    number: str
    logins: Sequence[Login]
    start: datetime | None


def welcome(place: Place, scene: Scene) -> str:
    """Pages, logins and a first thing to try. The last line is `ready`."""
    agent = next(login for login in scene.logins if login.role == "agent")
    return "\n".join(
        [
            "",
            "Takaisinsoitto, over a simulated telephone network. Nobody real is called.",
            _time(scene.start),
            "",
            f"  Telephones      {place.network}",
            f"  Agents' desk    {place.web}/desk",
            f"  Callback queue  {place.web}/queue",
            "",
            "  Log in as:",
            *(_login(login) for login in scene.logins),
            "",
            "Try this:",
            f"  1. On the citizen's telephone call {scene.number} and press 1, 1, 1. Hang up.",
            f"  2. On the desk log in as {agent.name} and say that you are ready. Her telephone",
            "     rings: answer it and press 1. The citizen's telephone rings: answer that too.",
            "  3. Press * on the agent's telephone and choose the outcome: 1 for done.",
            "     The callback queue shows every step.",
            "",
            "Other commands join in after:  set -a; . instance/demo/environment; set +a",
            "Ctrl-C stops everything. What happened is kept; --fresh forgets it.",
            "ready",
        ]
    )


def _time(start: datetime | None) -> str:
    if start is None:
        return "It is now, by your clock; calls go out from 9 to 16, Helsinki time."
    local = start.astimezone(HELSINKI)
    return f"Here it is {local:%A %d %B %Y, %H:%M} in Helsinki, and time goes on from there."


def _login(login: Login) -> str:
    languages = ",".join(login.languages)
    return (
        f"    {login.name:<6} {login.password:<12}  {login.role:<10} {languages:<8}"
        f"  telephone {login.phone}, PIN {login.pin}"
    )
