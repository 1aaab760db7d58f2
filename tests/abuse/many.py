"""How much abuse: a sample of it with every run of the tests, all of it with `make abuse`."""

import pytest


def many(sample: int, all_of_them: int) -> pytest.MarkDecorator:
    """The test takes `count`: first a few hundred, and then as many as are promised."""
    marks = (pytest.mark.abuse, pytest.mark.timeout(1_800))
    return pytest.mark.parametrize("count", [sample, pytest.param(all_of_them, marks=marks)])
