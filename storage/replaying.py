"""After a restore, before anything can be sent: what happened since the backup is not undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, select, update

from bot import following, privacy
from bot.model import WorkspaceId
from storage.keyring import KeyRing
from storage.links import SealedLinks
from storage.models import Delivery, Workspace
from storage.store import SqlWork


@dataclass(frozen=True)
class Replayed:
    """What was done again."""

    erased: int
    opted_out: int
    doubtful: int


def replay(connection: Connection, ring: KeyRing, now: datetime) -> Replayed:
    """In the transaction of the restore: honour tombstones, and never send what may have been sent."""
    erased = opted_out = 0
    for id in connection.scalars(select(Workspace.id)).all():
        work = SqlWork(connection, WorkspaceId(id), ring, SealedLinks(ring, ""))
        gone, silent = privacy.bury_again(work)
        following.doubt(work, now)
        erased, opted_out = erased + gone, opted_out + silent
    return Replayed(erased, opted_out, _doubt(connection, now))


def _doubt(connection: Connection, now: datetime) -> int:
    """What was due since the backup may stand already: asks end quietly, the rest needs attention."""
    overdue = (Delivery.state.in_(("planned", "retry")) & (Delivery.due <= now)) | (
        Delivery.state == "sending"
    )
    doubtful = case((Delivery.person.is_not(None), "uncertain"), else_="attention")
    change = update(Delivery).where(overdue).values(state=doubtful, due=None, lease=None, reason="restored")
    return connection.execute(change).rowcount
