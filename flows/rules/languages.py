"""The languages in which the agency speaks and writes."""

from typing import Final, Literal, get_args

Language = Literal["fi", "sv", "en"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
