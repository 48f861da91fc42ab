"""The installation's metrics for Prometheus: from the database, and from what each process left there."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from app.kernel import UnitOfWork
from app.kernel import processes_seen as processes
from app.kernel.metrics import as_metrics, here, process_name
from app.operations.reads import metrics
from app.web.context import runtime, transaction


class _Installation(Collector):
    """Everything that is known in one transaction."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def collect(self) -> Iterator[Metric]:
        """Count in the database, and read what the processes left; this process's own are the newest."""
        for gauge in metrics.gauges(self._uow):
            metric = Metric(gauge.name, gauge.about, "gauge")
            for labels, value in gauge.values:
                metric.add_sample(gauge.name, labels, value)
            yield metric
        left = {(one.host, one.pid): one for one in processes.present(self._uow)}
        me = left.pop(here(), None)
        kept = {process_name(one.kind, *where): one.figures for where, one in left.items()}
        kept[process_name(me.kind if me else "process", *here())] = runtime().metrics.kept()
        yield from as_metrics(kept)

    def describe(self) -> list[Metric]:
        """Tell nothing beforehand."""
        return []


def show() -> Response:
    """Answer in Prometheus' text format."""
    registry = CollectorRegistry()
    with transaction(write=False) as uow:
        registry.register(_Installation(uow))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def blueprint() -> Blueprint:
    """Return the blueprint of the address."""
    metrics_blp = Blueprint("metrics", __name__)
    metrics_blp.add_url_rule("/metrics", view_func=show)
    return metrics_blp
