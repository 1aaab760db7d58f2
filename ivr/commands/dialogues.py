"""`ivr check | draw | script | walk`: what can be known of the dialogues without a call."""

import sys
from pathlib import Path

import click

from flows.dialogues import DIALOGUES
from flows.dialogues.actions import ACTIONS
from flows.engine.check import problems
from flows.engine.check.problem import Problem
from flows.engine.check.texts import spoken
from flows.engine.draw import draw as chart
from flows.engine.draw import legend
from flows.engine.edges import edges
from flows.engine.explore import explore
from flows.engine.listen import listen
from flows.engine.rehearsal import Stage, rehearse
from flows.engine.script import script as text
from flows.engine.steps import Dialogue
from flows.prompts import seconds, texts
from flows.rules.languages import LANGUAGES, Language
from ivr.commands.samples import samples, speaker
from ivr.services.agency import read_agency
from ivr.settings import read_settings

_NAMES = click.Choice(list(DIALOGUES))
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
def check() -> None:
    """Find the mistakes in the dialogues and their texts; exit 1 if there are any."""
    found = problems(DIALOGUES.values(), ACTIONS, texts()) or _heard()
    for problem in found:
        click.echo(problem)
    if found:
        sys.exit(1)
    for dialogue in DIALOGUES.values():
        click.echo(f"{_counts(dialogue)}: no problems")


def _heard() -> tuple[Problem, ...]:
    """What is wrong with what callers hear, if every call is made that can be made."""
    agency = read_agency(read_settings().agency_path)
    words = samples(agency)
    return tuple(
        problem
        for dialogue in DIALOGUES.values()
        for problem in listen(
            dialogue, explore(dialogue, ACTIONS, words["fi"]), speaker(agency, words), seconds
        )
    )


def _counts(dialogue: Dialogue) -> str:
    ways = sum(len(edges(dialogue, step)) for step in dialogue.steps)
    prompts = {use.prompt for use in spoken(dialogue, ACTIONS)}
    told = f"{len(prompts)} prompts in {len(LANGUAGES)} languages"
    return f"{dialogue.name}: {len(dialogue.steps)} steps, {ways} edges, {told}"


@click.command()
@click.argument("dialogue", type=_NAMES, required=False)
@click.option("--write", "folder", type=_FOLDER, help="Write FOLDER/dialogues/NAME.md instead.")
def draw(dialogue: str | None, folder: Path | None) -> None:
    """Draw the dialogues, or one of them, as Mermaid flow charts."""
    for drawn in _chosen(dialogue):
        if folder is None:
            click.echo(chart(drawn), nl=False)
        else:
            page = f"# {drawn.name}\n\n{legend(drawn)}\n```mermaid\n{chart(drawn)}```\n"
            _write(folder, f"{drawn.name}.md", page)


@click.command()
@click.argument("dialogue", type=_NAMES, required=False)
@click.option("--lang", type=click.Choice(LANGUAGES), default="fi", help="The language to read.")
@click.option("--write", "folder", type=_FOLDER, help="Write FOLDER/dialogues/script-*.md instead.")
def script(dialogue: str | None, lang: Language, folder: Path | None) -> None:
    """Write out the dialogues, or one of them, with their texts in walking order."""
    if folder is None:
        click.echo(text(_chosen(dialogue), texts(), lang), nl=False)
    else:
        for language in LANGUAGES:
            _write(folder, f"script-{language}.md", text(DIALOGUES.values(), texts(), language))


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
