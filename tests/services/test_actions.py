"""Every action that a dialogue may ask for is performed, and nothing else is."""

from flows.dialogues.actions import ACTIONS
from ivr.services import agent_actions, citizen
from ivr.services.actions import PERFORM


def test_the_whole_vocabulary_is_performed_and_nothing_beyond_it() -> None:
    assert set(PERFORM) == set(ACTIONS)


def test_each_action_belongs_to_one_share() -> None:
    assert not set(citizen.PERFORM) & set(agent_actions.PERFORM)
