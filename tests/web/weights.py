"""What a browser fetches for a page that it has never seen."""

import gzip
import re
from dataclasses import dataclass

from tests.web.visitors import Visitor

_FILE = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Weight:
    """In bytes: the page as it is sent, the same packed, and its packed styles and scripts."""

    sent: int
    packed: int
    files: int

    @property
    def compressed(self) -> int:
        """All of it, packed."""
        return self.packed + self.files

    @classmethod
    def of(cls, visitor: Visitor, path: str) -> "Weight":
        page = visitor.get(path)
        assert page.status_code == 200, path
        files = {found[1] for found in _FILE.finditer(page.text)}
        sent = (visitor.get(file, Accept_Encoding="gzip") for file in files)
        return cls(
            len(page.data), len(gzip.compress(page.data)), sum(len(one.data) for one in sent)
        )
