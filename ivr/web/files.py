"""Styles, scripts and pictures of the pages: kept in memory, packed once, and named by what is in
them, so that a browser asks for each of them once and never again.

The pages themselves leave unpacked: they hold both a secret (the form's token) and words that a
stranger may have chosen, and the length of what is packed would tell of the one through the other
(BREACH). A proxy in front must leave them alone as well.
"""

import gzip
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from flask import Flask, Response, abort, request

FOLDER: Final = Path(__file__).parents[1] / "static"
_IMPORT: Final = re.compile(rb'@import url\("([^"]+)"\) ?([^;]*);')
FOR_GOOD: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class File:
    plain: bytes
    packed: bytes
    kind: str


@cache
def files() -> dict[str, File]:
    """Each by its path below the folder."""
    found = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): _read(path) for path in found}


@cache
def edition() -> str:
    """Another one as soon as any of the files is: what belongs together changes together."""
    everything = sha256()
    for name, file in files().items():
        everything.update(name.encode() + file.plain)
    return everything.hexdigest()[:12]


def publish(app: Flask) -> None:
    """Under `static`, the name that templates know; an earlier edition's addresses are gone."""
    app.add_url_rule(f"/static/{edition()}/<path:filename>", "static", _send)


def _read(path: Path) -> File:
    plain = _joined(path) if path.suffix == ".css" else path.read_bytes()
    kind = guess_type(path.name)[0] or "text/plain"
    return File(plain, gzip.compress(plain, mtime=0), kind)


def _joined(path: Path) -> bytes:
    """A style with those that it imports in their places: one answer instead of many."""

    def put_in(found: re.Match[bytes]) -> bytes:
        style = _joined(path.parent / found[1].decode()).removeprefix(b'@charset "UTF-8";')
        return _wrapped(style, found[2])

    return _IMPORT.sub(put_in, path.read_bytes())


def _wrapped(style: bytes, where: bytes) -> bytes:
    """As the import said: into a layer, for a medium, or just there."""
    if layer := re.fullmatch(rb"layer\((\w+)\)", where):
        return b"@layer %b {%b}" % (layer[1], style)
    return b"@media %b {%b}" % (where, style) if where else style


def _send(filename: str) -> Response:
    file = files().get(filename) or abort(404)
    packed = request.accept_encodings.quality("gzip") > 0
    answer = Response(file.packed if packed else file.plain, mimetype=file.kind)
    if packed:
        answer.content_encoding = "gzip"
    answer.headers.update({"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"})
    return answer
