"""What one process measures about itself, in prometheus-client's own types.

Each process leaves its metrics beside its name in the database (`app.kernel.processes`), so that any
process can answer for all of them.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

_REQUEST_S = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0)
_JOB_S = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

Kept = list[dict[str, Any]]


class ProcessMetrics:
    """The instruments of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Histogram(
            "onehour_request_seconds",
            "Time to the first byte of an answer",
            ["method", "route", "status"],
            buckets=_REQUEST_S,
            registry=self._registry,
        )
        self.jobs = Histogram(
            "onehour_job_seconds",
            "Time that due work took",
            ["kind"],
            buckets=_JOB_S,
            registry=self._registry,
        )
        self.failures = Counter(
            "onehour_job_failures", "Due work that failed and was put off", ["kind"], registry=self._registry
        )
        self.solves = Histogram(
            "onehour_solve_seconds",
            "Time that the solver took for a plan",
            buckets=_JOB_S,
            registry=self._registry,
        )

    def follow(self, source: Callable[[], dict[str, tuple[str, float]]]) -> None:
        """Ask `source` for gauges, name → (help, value), whenever the metrics are read."""
        self._registry.register(_Gauges(source))

    def kept(self) -> Kept:
        """Return the metrics as JSON-able data; `as_metrics` reads them back."""
        return [
            {
                "name": metric.name,
                "help": metric.documentation,
                "type": metric.type,
                "samples": [
                    [sample.name, sample.labels, sample.value]
                    for sample in metric.samples
                    if not sample.name.endswith("_created")
                ],
            }
            for metric in self._registry.collect()
        ]


class _Gauges(Collector):
    """Values that somebody else counts."""

    def __init__(self, source: Callable[[], dict[str, tuple[str, float]]]) -> None:
        self._source = source

    def collect(self) -> Iterator[Metric]:
        """Ask for them now."""
        for name, (about, value) in self._source().items():
            metric = Metric(name, about, "gauge")
            metric.add_sample(name, {}, value)
            yield metric

    def describe(self) -> list[Metric]:
        """Tell nothing: the values may need a database that is not there yet."""
        return []


def as_metrics(processes: dict[str, Kept]) -> list[Metric]:
    """Return the metrics of several processes as one set, told apart by the label `process`."""
    merged: dict[str, Metric] = {}
    for process, kept in processes.items():
        for one in kept:
            metric = merged.setdefault(one["name"], Metric(one["name"], one["help"], one["type"]))
            for name, labels, value in one["samples"]:
                metric.add_sample(name, {**labels, "process": process}, value)
    return list(merged.values())


def here() -> tuple[str, int]:
    """Return this machine's name and this process's number."""
    return socket.gethostname()[:120], os.getpid()


def process_name(kind: str, host: str, pid: int) -> str:
    """Name a process in metrics and logs."""
    return f"{kind}@{host}:{pid}"
