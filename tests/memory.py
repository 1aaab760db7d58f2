"""Where tests keep their files: in memory where there is room, as each commit waits for a disk."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

SHARED: Final = Path("/dev/shm")  # noqa: S108  (each user of it makes a folder of its own)
ROOM: Final = 4 * 2**30
"""Bytes: databases of all test processes, and what PostgreSQL writes ahead."""


def folder() -> Path:
    """The folder in which temporary files are made."""
    roomy = SHARED.is_dir() and os.access(SHARED, os.W_OK | os.X_OK)
    if roomy and shutil.disk_usage(SHARED).free >= ROOM:
        return SHARED
    return Path(tempfile.gettempdir())
