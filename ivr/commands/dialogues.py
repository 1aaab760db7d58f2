"""`ivr check | draw | script | walk`: what can be known of the dialogues without a call."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from flows.dialogues import DIALOGUES
from flows.dialogues.actions import ACTIONS
from flows.engine.check import problems
from flows.engine.check.problem import Problem
from flows.engine.check.texts import spoken
from flows.engine.draw import draw as chart
from flows.engine.draw import legend
from flows.engine.durations import Durations, durations, table
from flows.engine.edges import edges
from flows.engine.explore import Visit, explore
from flows.engine.listen import listen
from flows.engine.need import needs
from flows.engine.overview import LEGEND as OVERVIEW_LEGEND
from flows.engine.overview import overview
from flows.engine.rehearsal import Stage, rehearse
from flows.engine.script import script as text
from flows.engine.steps import Dialogue
from flows.prompts import seconds, texts
from flows.rules.languages import LANGUAGES, Language
from ivr.services.agency import read_agency
from ivr.services.samples import Words, samples, speaker
from ivr.settings import read_settings
from ivr.telephony.recordings import Recordings, read_recordings

_NAMES = click.Choice(list(DIALOGUES))
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PLACE = re.compile(r"(<!-- dialogue (\w+) -->\n).*?(<!-- /dialogue -->)", re.DOTALL)


@click.command()
def check() -> None:
    """Find the mistakes in the dialogues, their texts and recordings; exit 1 if there are any."""
    found = problems(DIALOGUES.values(), ACTIONS, texts()) or _heard()
    for problem in found:
        click.echo(problem)
    if found:
        sys.exit(1)
    recordings = _recordings()
    for dialogue in DIALOGUES.values():
        click.echo(f"{_counts(dialogue)}: no problems")
    if recordings:
        click.echo(f"recordings: {len(recordings)}, no problems")


def _heard() -> tuple[Problem, ...]:
    """What is wrong with what callers hear, if every call is made that can be made."""
    agency = read_agency(read_settings().agency_path)
    words = samples(agency)
    return tuple(
        problem
        for dialogue in DIALOGUES.values()
        for language in LANGUAGES
        for problem in listen(
            dialogue, _visits(dialogue, language, words), speaker(agency, words), seconds
        )
    )


def _visits(dialogue: Dialogue, language: Language, words: Words) -> Iterator[Visit]:
    """Every turn of every call in one language."""
    needed = needs(dialogue, ACTIONS, texts())
    given = {"language": language}
    for visit in explore(dialogue, ACTIONS, words[language], given, needed):
        if visit.turn.state.variables["language"] == language:
            yield visit


def _recordings() -> Recordings:
    return read_recordings(read_settings().recordings_folder)


def _counts(dialogue: Dialogue) -> str:
    ways = sum(len(edges(dialogue, step)) for step in dialogue.steps)
    prompts = {use.prompt for use in spoken(dialogue, ACTIONS)}
    told = f"{len(prompts)} prompts in {len(LANGUAGES)} languages"
    return f"{dialogue.name}: {len(dialogue.steps)} steps, {ways} edges, {told}"


@click.command()
@click.argument("dialogue", type=_NAMES, required=False)
@click.option("--overview", "short", is_flag=True, help="Only questions, forks and ends.")
@click.option("--write", "folder", type=_FOLDER, help="Write FOLDER/dialogues/NAME.md instead.")
@click.option("--renew", "file", type=_FILE, help="Also renew the overviews marked in FILE.")
def draw(dialogue: str | None, short: bool, folder: Path | None, file: Path | None) -> None:
    """Draw the dialogues, or one of them, as Mermaid flow charts."""
    for drawn in _chosen(dialogue):
        if folder is None:
            click.echo((overview if short else chart)(drawn), nl=False)
        else:
            _write(folder, f"{drawn.name}.md", _page(drawn))
    if file is not None:
        file.write_text(_renewed(file.read_text(encoding="utf-8")), encoding="utf-8")


def _page(dialogue: Dialogue) -> str:
    glance = f"## At a glance\n\n{OVERVIEW_LEGEND}\n{_block(overview(dialogue))}"
    full = f"## In full\n\n{legend(dialogue)}\n{_block(chart(dialogue))}"
    return f"# {dialogue.name}\n\n{glance}\n{full}"


def _block(drawing: str) -> str:
    return f"```mermaid\n{drawing}```\n"


def _renewed(page: str) -> str:
    """The page with a new overview between `<!-- dialogue NAME -->` and `<!-- /dialogue -->`."""

    def redraw(place: re.Match[str]) -> str:
        begin, name, end = place.groups()
        return f"{begin}\n{_block(overview(DIALOGUES[name]))}\n{end}"

    return _PLACE.sub(redraw, page)


@click.command()
@click.argument("dialogue", type=_NAMES, required=False)
@click.option("--lang", type=click.Choice(LANGUAGES), default="fi", help="The language to read.")
@click.option(
    "--write",
    "folder",
    type=_FOLDER,
    help="Write FOLDER/dialogues/script-*.md and seconds.md instead.",
)
def script(dialogue: str | None, lang: Language, folder: Path | None) -> None:
    """Write out the dialogues, or one of them, with their texts in walking order.

    On the screen, texts that are recorded here are marked.
    """
    if folder is None:
        recorded = _recordings().keys()
        click.echo(text(_chosen(dialogue), texts(), lang, recorded), nl=False)
    else:
        for language in LANGUAGES:
            _write(folder, f"script-{language}.md", text(DIALOGUES.values(), texts(), language))
        _write(
            folder, "seconds.md", table({language: _seconds(language) for language in LANGUAGES})
        )


def _seconds(language: Language) -> Durations:
    """The longest time of everything that is said in a language."""
    agency = read_agency(read_settings().agency_path)
    words = samples(agency)
    spoken_by = speaker(agency, words)
    parts = (
        durations(dialogue, _visits(dialogue, language, words), spoken_by, seconds)
        for dialogue in DIALOGUES.values()
    )
    return {prompt: took for part in parts for prompt, took in part.items()}


def _chosen(dialogue: str | None) -> list[Dialogue]:
    return [DIALOGUES[dialogue]] if dialogue else list(DIALOGUES.values())


def _write(folder: Path, name: str, page: str) -> None:
    path = folder / "dialogues" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    click.echo(path)


@click.command()
@click.argument("dialogue", type=_NAMES, default="caller")
@click.option("--lang", type=click.Choice(LANGUAGES), help="The language to begin in.")
def walk(dialogue: str, lang: Language | None) -> None:
    """Walk through a dialogue: one line of keys at a time, an empty line for silence."""
    agency = read_agency(read_settings().agency_path)
    words = samples(agency)
    stage = Stage(ACTIONS, words, speaker(agency, words), _ask, click.echo)
    rehearse(DIALOGUES[dialogue], stage, {"language": lang} if lang else {})


def _ask(question: str) -> str:
    click.echo(f"{question} > ", nl=False)
    answer = sys.stdin.readline()
    if not sys.stdin.isatty():
        click.echo(answer.strip())
    if not answer:
        raise EOFError
    return answer.strip()
