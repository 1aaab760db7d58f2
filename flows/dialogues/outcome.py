"""The outcome of a conversation, as an agent keys it in: steps shared by all agents' dialogues."""

from flows.engine.steps import Do, End, Key, Menu, Say, Step

_CHOOSE = Menu(
    "outcome.choose",
    keys=(
        Key("1", "done", to="outcome.file", sets={"outcome": "done"}),
        Key("2", "later", to="outcome.when"),
        Key("3", "not_reached", to="outcome.file", sets={"outcome": "not_reached"}),
        Key("4", "wrong_number", to="outcome.file", sets={"outcome": "wrong_number"}),
        Key("5", "cut_off", to="outcome.file", sets={"outcome": "cut_off"}),
        Key("6", "visit", to="outcome.file", sets={"outcome": "visit"}),
        Key("0", "pause", to="outcome.pause"),
    ),
    give_up="outcome.left_open",
)
_WHEN = Menu(
    "outcome.when",
    keys=(
        Key("1", "hour", to="outcome.file", sets={"outcome": "later_hour"}),
        Key("2", "morning", to="outcome.file", sets={"outcome": "later_morning"}),
        Key("3", "afternoon", to="outcome.file", sets={"outcome": "later_afternoon"}),
    ),
    back="outcome.choose",
    give_up="outcome.left_open",
)
_PAUSE = Do(
    "outcome.pause",
    "pause_after",
    {"noted": "outcome.pause_noted", "failed": "outcome.not_noted"},
)
_FILE = Do(
    "outcome.file",
    "file_outcome",
    {
        "filed": "outcome.filed",
        "filed_later": "outcome.filed_later",
        "nothing": "outcome.nothing",
        "failed": "outcome.not_filed",
    },
)


def outcome_steps(after: str) -> tuple[Step, ...]:
    """The steps from `outcome.choose` on; the step `after` follows when an outcome is filed."""
    return (
        Say("outcome.missing", to="outcome.choose"),
        _CHOOSE,
        _WHEN,
        _PAUSE,
        Say("outcome.pause_noted", to="outcome.choose"),
        Say("outcome.not_noted", to="outcome.choose"),
        _FILE,
        Say("outcome.filed", to=after),
        Say("outcome.filed_later", to=after),
        Say("outcome.nothing", to=after),
        Say("outcome.not_filed", to="outcome.choose"),
        End("outcome.left_open"),
    )
