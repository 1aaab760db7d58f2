"""Addresses are written out as ever, though how is compiled when one is first asked for."""

from werkzeug.routing import Map

from ivr.web.rules import LazyRule


def test_an_address_is_written_with_its_parts_and_whatever_else_as_a_query() -> None:
    site = Map([LazyRule("/queue/<int:page>/<word>", endpoint="queue")]).bind("we.example")

    for _ in range(2):  # the first time it is compiled
        address = site.build("queue", {"page": 3, "word": "later on", "sort": "age"})
        assert address == "/queue/3/later%20on?sort=age"
    assert site.build("queue", {"page": 4, "word": "now"}) == "/queue/4/now"
    assert site.match("/queue/3/now") == ("queue", {"page": 3, "word": "now"})


def test_a_kind_of_rule_that_compiles_late_is_still_one_that_compiles_late() -> None:
    """Were the name of what it overrides another, every start would take longer unnoticed."""
    [rule] = Map([LazyRule("/queue", endpoint="queue")]).iter_rules()

    assert "LazyRule" in rule._build.__qualname__
