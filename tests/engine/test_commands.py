"""`ivr check | draw | script | walk` on the house's own dialogues, and the copies in `docs/`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.dialogues import DIALOGUES
from flows.dialogues.actions import ACTIONS
from flows.rules.languages import LANGUAGES
from ivr.cli import main
from ivr.services.agency import read_agency
from ivr.services.samples import samples
from ivr.settings.environment import SAMPLE_AGENCY

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [
    *(f"{name}.md" for name in DIALOGUES),
    *(f"script-{language}.md" for language in LANGUAGES),
    "seconds.md",
]


def ivr(*arguments: str, typed: str = "", agency: str = "") -> Result:
    return CliRunner(env={"AGENCY_FILE": agency}).invoke(main, arguments, input=typed)


def test_check_counts_what_it_has_checked() -> None:
    result = ivr("check")

    assert result.exit_code == 0
    for line, name in zip(result.output.splitlines(), DIALOGUES, strict=True):
        assert line.startswith(f"{name}: {len(DIALOGUES[name].steps)} steps, ")
        assert line.endswith(" prompts in 3 languages: no problems")


def test_check_names_a_problem_and_exits_with_one(tmp_path: Path) -> None:
    told = SAMPLE_AGENCY.read_text(encoding="utf-8").replace("Soitamme maanantaista", "Soita 0200")
    (tmp_path / "agency.toml").write_text(told, encoding="utf-8")

    result = ivr("check", agency=str(tmp_path / "agency.toml"))

    assert result.exit_code == 1
    assert [line.partition(" in ")[0] for line in result.output.splitlines()] == [
        "caller.hours_told: can't be said"
    ]


def test_draw_draws_one_dialogue_or_all() -> None:
    assert ivr("draw", "agent").output.startswith("flowchart TD\n    begin(( )) --> at_offer\n")
    assert ivr("draw").output.count("flowchart TD") == len(DIALOGUES)
    assert ivr("draw", "nobody").exit_code == 2


def test_draw_shows_a_dialogue_at_a_glance() -> None:
    short, full = (ivr("draw", "caller", *options).output for options in (["--overview"], []))

    assert short.startswith("flowchart TD\n    begin(( )) --> at_language\n")
    assert len(short.splitlines()) < len(full.splitlines()) / 2


def test_draw_renews_what_is_marked_in_a_page_and_leaves_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- dialogue agent -->\nold\n<!-- /dialogue -->\nafter\n")

    ivr("draw", "--write", str(tmp_path), "--renew", str(page))

    block = f"```mermaid\n{ivr('draw', 'agent', '--overview').output}```"
    assert page.read_text(encoding="utf-8") == (
        f"before\n<!-- dialogue agent -->\n\n{block}\n\n<!-- /dialogue -->\nafter\n"
    )


@pytest.mark.parametrize(
    ("language", "words"), [("fi", "paina yksi"), ("sv", "tryck ett"), ("en", "press one")]
)
def test_script_writes_out_a_dialogue_in_a_language(language: str, words: str) -> None:
    output = ivr("script", "agent", "--lang", language).output

    assert output.startswith("# agent\n\n## offer\n")
    assert words in output


def test_walk_takes_a_request_from_piped_keys() -> None:
    keys = "1 known none open new 1 shown callback 1 callback today"
    output = ivr("walk", typed=keys.replace(" ", "\n") + "\n").output

    assert "number_to_call: 1 shown  2 withheld  3 refused  4 failed > shown\n" in output
    assert "  Soitamme numeroon nolla neljä nolla, yksi kaksi kolme, neljä viisi kuusi" in output
    assert output.endswith("The call has ended at told_today.\n")


def test_walk_begins_in_the_language_asked_for_and_may_be_left() -> None:
    result = ivr("walk", "agent", "--lang", "sv", typed="offered\n")

    assert result.exit_code == 0
    assert "  Återuppringning" in result.output
    assert result.output.endswith("The call is left at offered.\n")


def test_there_are_words_for_every_variable_that_an_action_sets() -> None:
    given = {
        name for action in ACTIONS.values() for names in action.outcomes.values() for name in names
    }
    for language, words in samples(read_agency(SAMPLE_AGENCY)).items():
        assert given - words.keys() == set(), language
        assert words.keys() - given == set(), language


@pytest.fixture(scope="module")
def written_anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all pages as they would be written now."""
    folder = tmp_path_factory.mktemp("docs")
    assert ivr("draw", "--write", str(folder)).exit_code == 0
    assert ivr("script", "--write", str(folder)).exit_code == 0
    return folder / "dialogues"


@pytest.mark.parametrize("page", PAGES)
def test_the_copy_in_docs_is_current(page: str, written_anew: Path) -> None:
    written = (written_anew / page).read_text(encoding="utf-8")
    kept = (DOCS / "dialogues" / page).read_text(encoding="utf-8")
    assert kept == written, "run `make docs`"


def test_docs_has_no_page_of_a_dialogue_that_is_gone() -> None:
    assert sorted(path.name for path in (DOCS / "dialogues").iterdir()) == sorted(PAGES)


def test_the_drawing_in_the_readme_is_current(tmp_path: Path) -> None:
    kept = (ROOT / "README.md").read_text(encoding="utf-8")
    (tmp_path / "README.md").write_text(kept, encoding="utf-8")

    ivr("draw", "--write", str(tmp_path), "--renew", str(tmp_path / "README.md"))

    assert ivr("draw", "caller", "--overview").output in kept
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == kept, "run `make docs`"
