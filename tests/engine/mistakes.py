"""Mistakes seeded mechanically into dialogues, vocabulary and texts: one at a time, everywhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.engine.check import Texts, Vocabulary
from flows.engine.steps import Code, Dial, Dialogue, Do, End, Key, Menu, Number, Pick, Say, Step
from flows.rules.languages import LANGUAGES, Language

Steps = tuple[Step, ...]


@dataclass(frozen=True)
class Script:
    """All that the checker is given."""

    dialogues: tuple[Dialogue, ...]
    actions: Vocabulary
    texts: Texts


@dataclass(frozen=True)
class Verb:
    """An action of a vocabulary that has been tampered with."""

    takes: tuple[str, ...]
    outcomes: Mapping[str, tuple[str, ...]]


def mistakes(script: Script) -> Iterator[tuple[str, Script]]:
    """The script with one mistake in dialogues or vocabulary, every kind in every place."""
    for dialogue in script.dialogues:
        for step in dialogue.steps:
            for what, wrong in _in_step(step):
                swapped = _swap(dialogue, step, wrong)
                yield f"{dialogue.name}.{step.name}: {what}", _with(script, dialogue, swapped)
        for what, wrong_dialogue in _in_dialogue(dialogue):
            yield f"{dialogue.name}: {what}", _with(script, dialogue, wrong_dialogue)
    for what, actions in _in_vocabulary(script):
        yield what, replace(script, actions=actions)


def _with(script: Script, old: Dialogue, new: Dialogue) -> Script:
    return replace(script, dialogues=tuple(new if d is old else d for d in script.dialogues))


def _swap(dialogue: Dialogue, old: Step, new: Steps) -> Dialogue:
    kept = ((step,) if step is not old else new for step in dialogue.steps)
    return _rewritten(dialogue, steps=tuple(step for steps in kept for step in steps))


def _rewritten(dialogue: Dialogue, **changes: Any) -> Dialogue:
    fields = ("name", "steps", "start", "give_up", "kept", "renamed", "first_language")
    return Dialogue(**{name: getattr(dialogue, name) for name in fields} | changes)


def _in_step(step: Step) -> Iterator[tuple[str, Steps]]:
    yield "the step is dropped", ()
    yield "the step is there twice", (step, step)
    for what, wrong in _targets(step):
        yield what, (wrong,)
    match step:
        case Menu():
            for what, keys in _keys(step):
                yield what, (replace(step, keys=keys),)
            if step.forget:
                yield "the hub remembers", (replace(step, forget=False),)
        case Do():
            for what, do in _do(step):
                yield what, (do,)
        case Dial():
            yield "rings a variable that nothing sets", (replace(step, ring="nothing"),)
            for what, outcomes in _outcomes(step.outcomes):
                yield what, (replace(step, outcomes=outcomes),)
        case Pick():
            yield "reads a list that nothing sets", (replace(step, items="nothing"),)


def _targets(step: Step) -> Iterator[tuple[str, Step]]:
    for field in ("to", "back", "give_up", "silence"):
        if getattr(step, field, None):
            yield f"{field} is mistyped", replace(step, **{field: "nowhere"})
    if isinstance(step, Say):
        yield "leads to itself, for ever", replace(step, to=step.name)
    if isinstance(step, Number | Code | Pick):
        yield "leads to itself, whatever one keys in", replace(step, to=step.name)


def _keys(menu: Menu) -> Iterator[tuple[str, tuple[Key, ...]]]:
    yield "has no keys", ()
    yield "every key leads back here", tuple(replace(key, to=menu.name) for key in menu.keys)
    yield "every key waits for a variable", tuple(replace(k, when="language") for k in menu.keys)
    many = (Key(key, f"more{key}", menu.keys[0].to) for key in "012345678")
    yield "offers too much", (*menu.keys, *many)
    for place, key in enumerate(menu.keys):
        rest = menu.keys[:place] + menu.keys[place + 1 :]
        yield f"key {key.key} is dropped", rest
        yield f"key {key.key} is mistyped", (*rest, replace(key, to="nowhere"))
        yield f"key {key.key} is there twice", (*menu.keys, replace(key, name="twin"))
        yield f"{key.name} is named twice", (*menu.keys, replace(key, key="8"))
        yield f"{key.name} is on 9", (*rest, replace(key, key="9"))
        yield f"{key.name} is on *", (*rest, replace(key, key="*"))
        yield f"{key.name} waits for nothing", (*rest, replace(key, when="nothing"))
        if "language" in key.sets:
            yield f"{key.name} is no language", (*rest, replace(key, sets={"language": "xx"}))
        elif key.sets:
            yield f"{key.name} sets nothing", (*rest, replace(key, sets={}))


def _do(do: Do) -> Iterator[tuple[str, Do]]:
    yield "asks for an unknown action", replace(do, action="nothing")
    yield "gives what is not taken", replace(do, args={**do.args, "nothing": "x"})
    yield "the trouble tries again at once", replace(do, outcomes=do.outcomes | {"failed": do.name})
    for what, outcomes in _outcomes(do.outcomes):
        yield what, replace(do, outcomes=outcomes)


def _outcomes(outcomes: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "maps an outcome that there is not", {**outcomes, "perhaps": outcomes["failed"]}
    for name in outcomes:
        yield f"{name} is dropped", {other: to for other, to in outcomes.items() if other != name}
        yield f"{name} is mistyped", {**outcomes, name: "nowhere"}


def _in_dialogue(dialogue: Dialogue) -> Iterator[tuple[str, Dialogue]]:
    yield "starts nowhere", _rewritten(dialogue, start="nowhere")
    yield "gives up nowhere", _rewritten(dialogue, give_up="nowhere")
    yield "a step is renamed to nothing", _rewritten(dialogue, renamed={"old": "nowhere"})
    yield (
        "a step is here and renamed",
        _rewritten(dialogue, renamed={dialogue.start: dialogue.start}),
    )
    yield (
        "a step that nothing leads to",
        _rewritten(dialogue, steps=(*dialogue.steps, End("island"))),
    )
    for kept in dialogue.kept:
        yield f"hubs forget {kept}", _rewritten(dialogue, kept=dialogue.kept - {kept})


def _in_vocabulary(script: Script) -> Iterator[tuple[str, Vocabulary]]:
    actions = script.actions
    yield "an action nobody asks for", {**actions, "idle": Verb((), {"failed": ()})}
    for name, action in actions.items():
        yield f"{name} is gone", {key: verb for key, verb in actions.items() if key != name}
        needy = Verb((*action.takes, "nothing"), action.outcomes)
        yield f"{name} takes what is never set", {**actions, name: needy}
        wider = Verb(action.takes, {**action.outcomes, "perhaps": ()})
        yield f"{name} can turn out otherwise", {**actions, name: wider}
        for outcome in action.outcomes:
            if outcome != "failed":
                fewer = {key: sets for key, sets in action.outcomes.items() if key != outcome}
                yield f"{name} never ends {outcome}", {**actions, name: Verb(action.takes, fewer)}


def misprints(texts: Texts) -> Iterator[tuple[str, Texts]]:
    """The texts with one mistake in them, every kind in every text of every language."""
    for language in LANGUAGES:
        yield f"an unused text in {language}", _told(texts, language, "caller.unused", "Hei.")
        for prompt, text in texts[language].items():
            where = f"{prompt} in {language}"
            yield f"{where} is dropped", _told(texts, language, prompt, None)
            yield f"{where} is empty", _told(texts, language, prompt, " ")
            yield f"{where} has a stray brace", _told(texts, language, prompt, text + "{")
            yield f"{where} names nothing known", _told(texts, language, prompt, text + "{nothing}")
            if "{" in text:
                renamed = text.replace("{", "{other_", 1)
                yield f"{where} has a placeholder renamed", _told(texts, language, prompt, renamed)


def _told(texts: Texts, language: Language, prompt: str, text: str | None) -> Texts:
    own = {key: said for key, said in texts[language].items() if key != prompt}
    return {**texts, language: own if text is None else {**own, prompt: text}}
