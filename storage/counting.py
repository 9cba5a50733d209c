"""Counts over everything, for health and status: how many, never who."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select

from bot.model import WorkspaceId
from storage.models import Delivery, Heartbeat, Home, Person, Workspace


def deliveries(engine: Engine) -> dict[str, int]:
    """How many deliveries are in each state."""
    query = select(Delivery.state, func.count().label("n")).group_by(Delivery.state)
    with engine.connect().execution_options(reading=True) as db:
        return {row.state: row.n for row in db.execute(query)}


def workspace(engine: Engine, id: WorkspaceId) -> dict[str, Any]:
    """How far a workspace has got, and how large it is."""
    with engine.connect().execution_options(reading=True) as db:
        row = db.execute(select(Workspace).where(Workspace.id == id)).one()
        mine = select(func.count()).where(Person.workspace == id, Person.audience.is_(True))
        homes = db.execute(select(Home.platform, Home.active).where(Home.workspace == id)).all()
        return {
            "id": id,
            "homes": [{"platform": platform, "active": active} for platform, active in homes],
            "audience": db.scalar(mine),
            "planned": row.planned,
            "closed": row.closed,
            "digested": row.digested,
        }


def beat(engine: Engine, executor: str, now: datetime) -> None:
    """This engine process is alive."""
    with engine.begin() as db:
        db.execute(delete(Heartbeat).where(Heartbeat.executor == executor))
        db.execute(insert(Heartbeat).values(executor=executor, seen=now))


def last_heartbeat(engine: Engine) -> datetime | None:
    """When an engine process was last alive."""
    with engine.connect().execution_options(reading=True) as db:
        return db.scalar(select(func.max(Heartbeat.seen)))


def silent_since(engine: Engine, moment: datetime) -> list[str]:
    """Engine processes that have not been heard of since."""
    with engine.connect().execution_options(reading=True) as db:
        return list(db.scalars(select(Heartbeat.executor).where(Heartbeat.seen < moment)))


def bury(engine: Engine, executors: list[str]) -> None:
    """Forget processes that are gone."""
    with engine.begin() as db:
        db.execute(delete(Heartbeat).where(Heartbeat.executor.in_(executors)))
