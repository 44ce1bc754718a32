"""What the service counts for Prometheus: decisions, reasons, times. Never a word of a message."""

from functools import cache

from zhamen.gatehouse.counters import Counters
from zhamen.model.verdict import Verdict

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counts of one service, in a registry of its own."""

    MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, counters: Counters) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._registry = CollectorRegistry()
        registry = self._registry
        self._verdicts = Counter(
            "zhamen_verdicts", "Verdicts by gate and decision", ("gate", "decision"),
            registry=registry,
        )  # fmt: skip
        self._clauses = Counter(
            "zhamen_clauses", "Must-nots named in verdicts", ("clause",), registry=registry
        )
        self._unread = Counter(
            "zhamen_unread", "Parts not looked into, by reason", ("reason",), registry=registry
        )
        self._refusals = Counter(
            "zhamen_refusals", "Answers that are no verdict", ("code",), registry=registry
        )
        self._seconds = Histogram(
            "zhamen_seconds", "From request to verdict", ("gate",), buckets=_SECONDS,
            registry=registry,
        )  # fmt: skip
        inside = Gauge("zhamen_inside", "Messages being inspected or waiting", registry=registry)
        inside.set_function(lambda: counters.inside)
        # Looking a label up costs as much as inspecting a short text.
        self._decided = cache(self._verdicts.labels)
        self._timed = cache(self._seconds.labels)

    def inspected(self, gate: str, verdict: Verdict, seconds: float) -> None:
        """Count one verdict."""
        self._decided(gate, verdict.decision).inc()
        self._timed(gate).observe(seconds)
        for clause in verdict.clauses:
            self._clauses.labels(str(clause)).inc()
        for unread in verdict.unread:
            self._unread.labels(unread.reason).inc()

    def refused(self, code: str) -> None:
        """Count one answer that is no verdict."""
        self._refusals.labels(code).inc()

    def text(self) -> bytes:
        """Return the counts in Prometheus' text format."""
        from prometheus_client import generate_latest

        return generate_latest(self._registry)
