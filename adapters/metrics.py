"""How the house is: health, numbers for Prometheus, and the status an admin reads. No personal data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy.exc import SQLAlchemyError

from storage import counting
from storage.store import SqlStore

STALE = timedelta(seconds=60)


def health(store: SqlStore, now: datetime) -> dict[str, str]:
    """Whether the database answers and an engine is alive: each "ok" or what is wrong."""
    try:
        seen = counting.last_heartbeat(store.engine)
    except SQLAlchemyError:
        return {"database": "unreachable", "worker": "unknown"}
    alive = seen is not None and now - seen < STALE
    return {"database": "ok", "worker": "ok" if alive else "no heartbeat"}


def registry(store: SqlStore) -> CollectorRegistry:
    """The numbers as they are now."""
    found = CollectorRegistry()
    deliveries = Gauge("kundenpuls_deliveries", "Deliveries by state", ["state"], registry=found)
    for state, count in counting.deliveries(store.engine).items():
        deliveries.labels(state).set(count)
    workspaces = Gauge("kundenpuls_workspaces", "Workspaces", registry=found)
    workspaces.set(len(store.workspaces()))
    return found


def status(store: SqlStore, now: datetime) -> dict[str, Any]:
    """What an admin wants to know at a glance."""
    deliveries = counting.deliveries(store.engine)
    return {
        **health(store, now),
        "now": now.isoformat(timespec="seconds"),
        "deliveries": deliveries,
        "uncertain": deliveries.get("uncertain", 0),
        "attention": deliveries.get("attention", 0),
        "workspaces": [counting.workspace(store.engine, id) for id in store.workspaces()],
    }
