"""Reading the environment: either all of it is right, or every fault is said at once."""

from collections.abc import Iterator
from typing import Self

from pydantic import ValidationError, model_validator

from ivr.settings.environment import Environment
from ivr.settings.refusals import malformed, missing_for_calls, unfit_for_production


class Refused(Exception):
    """The environment can't be worked with. `sentences` name each variable and the way out."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(Environment):
    """The environment, checked: it can't be made with values that must be refused."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        unfit = unfit_for_production(self) if self.production else ()
        if sentences := (*malformed(self), *unfit):
            raise ValueError("\n".join(sentences))
        return self


def read_settings(*, for_calls: bool = False) -> Settings:
    """The settings of this process; raises Refused with a sentence for every fault.

    `for_calls`: the process takes or places calls, so PUBLIC_URL and the account must be there.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        raise Refused(tuple(_sentences(error))) from None
    if for_calls and (missing := tuple(missing_for_calls(settings))):
        raise Refused(missing)
    return settings


def _sentences(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        if fault["loc"]:
            yield f"{str(fault['loc'][0]).upper()} is wrong: {fault['msg']}."
        else:
            yield from str(fault["ctx"]["error"]).splitlines()
