"""The files of this project, as its repository knows them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
STOREYS = ("flows", "ivr", "scheduler")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, part of the repository; relative to its root."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(Path(name) for name in names.split("\0") if name and (ROOT / name).is_file())


def python_files(*folders: str) -> tuple[Path, ...]:
    """The Python files in these folders of the root."""
    return tuple(file for file in tracked() if file.suffix == ".py" and file.parts[0] in folders)


def text(file: Path) -> str:
    """What a file says; nothing for what is no text."""
    try:
        return (ROOT / file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
