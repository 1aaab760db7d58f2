"""The figures at /metrics: what this process counted, and the state of the work as stored."""

import os
from collections.abc import Iterator

from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ivr.db import Unavailable
from ivr.services import calendar, vitals
from ivr.web.site import Site


class Work(Collector):
    """Read from the database at the moment of asking, so that every process tells the same. While
    it does not answer, that alone is told, so that what was counted can still be."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[Metric]:
        try:
            yield from [*self._stored(), _answers(1)]
        except Unavailable:
            yield _answers(0)

    def _stored(self) -> Iterator[Metric]:
        now = self._site.now()
        with self._site.database.reading() as session:
            states = vitals.open_by_state(session)
            oldest, age = vitals.oldest_open(session), vitals.scheduler_age(session, now)
            skipped = vitals.skipped_today(session, now)
            ahead = calendar.days_ahead(session, now)
        callbacks = GaugeMetricFamily("callbacks", "Callbacks in each state", labels=["state"])
        for state, count in states.items():
            callbacks.add_metric([state], count)
        yield callbacks
        waited = (now - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("callbacks_longest_wait_seconds", "Since the oldest ask", waited)
        beats = GaugeMetricFamily(
            "scheduler_beats_skipped_today", "Beats that fell during the last one", labels=["beat"]
        )
        for beat, count in skipped.items():
            beats.add_metric([beat], count)
        yield beats
        yield GaugeMetricFamily("calendar_days_ahead", "Days known, 400 at most", ahead)
        if age is not None:
            seconds = age.total_seconds()
            yield GaugeMetricFamily("scheduler_heartbeat_seconds", "Since any beat", seconds)


def _answers(yes: int) -> Metric:
    return GaugeMetricFamily("database_answers", "Whether the database can be read", yes)


def registry(site: Site) -> CollectorRegistry:
    """Counters of all workers where they share a folder, else of this one; and the work."""
    figures = CollectorRegistry()
    figures.register(Work(site))
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(figures)  # type: ignore[no-untyped-call]
    else:
        figures.register(REGISTRY)
    return figures
