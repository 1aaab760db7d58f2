"""The dialogues of the house by name: what a citizen and an agent hear, and what their keys do."""

from collections.abc import Mapping
from typing import Final

from flows.dialogues.agent import AGENT
from flows.dialogues.agent_line import AGENT_LINE
from flows.dialogues.caller import CALLER
from flows.engine.steps import Dialogue

DIALOGUES: Final[Mapping[str, Dialogue]] = {
    dialogue.name: dialogue for dialogue in (CALLER, AGENT, AGENT_LINE)
}
