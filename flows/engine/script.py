"""Dialogues as a text to be read: every step in walking order, its words, and where it leads."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Final

from flows.engine.answers import MORE, REPEAT, Asking, chances, give_up
from flows.engine.check.problem import Texts
from flows.engine.edges import ONWARD, edges
from flows.engine.keypad import KEY_WORDS
from flows.engine.steps import Code, Dial, Dialogue, Do, End, Key, Menu, Number, Pick, Say, Step
from flows.rules.languages import Language

RECORDED: Final = " (recorded)"
_TIMES = {2: "twice", 3: "three times"}


class _Blanks(dict[str, str]):
    """What is known only during a call stays in braces."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the texts of one language, with the words of keys put in, and marks the recorded."""

    texts: Texts
    language: Language
    recorded: Set[tuple[Language, str]] = frozenset()

    def read(self, prompt: str, key: str | None = None, language: str | None = None) -> str:
        """A text; `key` is the key that it tells, `language` that of a choice of language."""
        for spoken in KEY_WORDS:
            if spoken == (language or self.language):
                words = {"key": KEY_WORDS[spoken][key]} if key else {}
                mark = RECORDED if (spoken, prompt) in self.recorded else ""
                return self.texts[spoken][prompt].format_map(_Blanks(words)) + mark
        raise KeyError(language)


def script(
    dialogues: Iterable[Dialogue],
    texts: Texts,
    language: Language,
    recorded: Set[tuple[Language, str]] = frozenset(),
) -> str:
    """The dialogues in one language as Markdown, for translators and supervisors.

    `recorded` are the prompts, with their languages, that a person has read out.
    """
    reader = Reader(texts, language, recorded)
    parts = [part for dialogue in dialogues for part in _dialogue(dialogue, reader)]
    return "\n\n".join((*parts, *_everywhere(reader))) + "\n"


def walking_order(dialogue: Dialogue) -> list[Step]:
    """The steps as one comes to them, the ways that a call is meant to go before the others."""
    order, ahead = dict[str, Step](), [dialogue.start]
    while ahead:
        step = dialogue.find(ahead.pop())
        if step and step.name not in order:
            order[step.name] = step
            ways = sorted(edges(dialogue, step), key=lambda edge: edge.way not in ONWARD)
            ahead += [edge.to for edge in reversed(ways)]
    return list(order.values())


def _dialogue(dialogue: Dialogue, reader: Reader) -> Iterator[str]:
    yield f"# {dialogue.name}"
    for step in walking_order(dialogue):
        yield f"## {step.name}"
        if not isinstance(step, Do | Dial) and not (isinstance(step, End) and step.silent):
            yield f"> {reader.read(dialogue.prompt(step.name))}"
        yield "\n".join(f"- {way}" for way in _ways(dialogue, step, reader))


def _ways(dialogue: Dialogue, step: Step, reader: Reader) -> Iterator[str]:
    match step:
        case Menu() | Pick() | Number() | Code():
            yield from _asked(dialogue, step, reader)
            yield from _failed(dialogue, step)
        case Say():
            yield f"then → {step.to}"
        case Do():
            given = "".join(f", {name} = {value}" for name, value in step.args.items())
            yield f"asked for: {step.action}{given}"
            yield from (f"{outcome} → {to}" for outcome, to in step.outcomes.items())
        case Dial():
            yield f"rings {{{step.ring}}}"
            yield from (f"{outcome} → {to}" for outcome, to in step.outcomes.items())
        case End():
            yield "hangs up"


def _asked(dialogue: Dialogue, step: Asking, reader: Reader) -> Iterator[str]:
    prompt = dialogue.prompt(step.name)
    match step:
        case Menu():
            yield from (_key(key, prompt, reader) for key in step.keys)
        case Pick():
            choice = reader.read(f"{prompt}.choice", "1")
            yield f"`1`–`3` “{choice}” → {step.to}, which knows {{{step.gives}}}"
            yield f"`{MORE}` “{reader.read('keys.more', MORE)}”"
        case Number():
            yield f"digits, ended by `#` → {step.to}, which knows {{{step.gives}}}; `*` clears them"
        case Code():
            yield f"{step.digits} digits → {step.to}, which knows {{{step.gives}}}; `*` clears them"
    if isinstance(step, Menu | Pick):
        yield from _always(step, reader)
    elif step.back:
        yield f"`*` alone → {step.back}"


def _key(key: Key, prompt: str, reader: Reader) -> str:
    text = reader.read(f"{prompt}.{key.name}", key.key, key.sets.get("language"))
    condition = f" (only if {{{key.when}}} is known)" if key.when else ""
    return f"`{key.key}` “{text}”{condition} → {key.to}"


def _always(step: Menu | Pick, reader: Reader) -> Iterator[str]:
    if isinstance(step, Menu) and step.forget:
        yield f"`{REPEAT}` “{reader.read('keys.repeat', REPEAT)}”"
    if step.back:
        yield f"`*` “{reader.read('keys.back')}” → {step.back}"


def _failed(dialogue: Dialogue, step: Asking) -> Iterator[str]:
    times = _TIMES[chances(step)]
    silence = step.silence if isinstance(step, Menu | Code) else None
    if silence:
        what = "a key that is not offered" if isinstance(step, Menu) else "too few digits"
        yield f"nothing → {silence}"
        yield f"{what}, {times} → {give_up(dialogue, step)}"
    else:
        yield f"nothing, or nothing that is offered, {times} → {give_up(dialogue, step)}"


def _everywhere(reader: Reader) -> Iterator[str]:
    own = reader.texts[reader.language]
    everywhere = sorted(prompt for prompt in own if prompt.startswith(("error.", "keys.")))
    keys = {"keys.repeat": REPEAT, "keys.more": MORE}
    yield "# Everywhere"
    yield "\n".join(
        f"- {prompt}: “{reader.read(prompt, keys.get(prompt))}”" for prompt in everywhere
    )
