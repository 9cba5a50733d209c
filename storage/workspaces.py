"""Workspaces and their homes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.model import TOUCHPOINTS, DigestTime, Home, Workspace, WorkspaceId
from bot.ports import Progress
from storage.keyring import KeyRing
from storage.models import Account, Ask, Audit, Person, Relay, Release, Response
from storage.models import Home as HomeRow
from storage.models import Workspace as WorkspaceRow
from storage.rows import home_of


class HomeTaken(Exception):
    """This home belongs to a workspace already. `pulse workspace list` shows it."""


def settings_of(workspace: Workspace) -> dict[str, Any]:
    """A workspace's settings as a document."""
    digest = {"weekday": workspace.digest.weekday, "at": workspace.digest.at.isoformat("minutes")}
    return {k: v for k, v in asdict(workspace).items() if k != "id"} | {"digest": digest}


def workspace_of(id: WorkspaceId, settings: Mapping[str, Any]) -> Workspace:
    """A workspace from its document."""
    digest = DigestTime(settings["digest"]["weekday"], time.fromisoformat(settings["digest"]["at"]))
    touchpoints = tuple(settings.get("touchpoints", TOUCHPOINTS))
    return Workspace(id, **{**settings, "digest": digest, "touchpoints": touchpoints})


def add(db: Connection, workspace: Workspace, home: Home, start: Progress) -> None:
    """A new workspace with its first home. Raises `HomeTaken`."""
    values = {"id": workspace.id, "settings": settings_of(workspace), **asdict(start)}
    db.execute(insert(WorkspaceRow).values(values))
    add_home(db, workspace.id, home)


def add_home(db: Connection, workspace: WorkspaceId, home: Home) -> None:
    """One more home of a workspace. Raises `HomeTaken`."""
    try:
        db.execute(insert(HomeRow).values(**asdict(home), workspace=workspace))
    except IntegrityError as error:
        raise HomeTaken(HomeTaken.__doc__) from error


def join(db: Connection, workspace: WorkspaceId, home: Home) -> None:
    """One more home of a workspace, also one that was given a workspace of its own when the app came.

    Whoever is known there comes along. Raises `HomeTaken` where that workspace has begun to live.
    """
    where = (HomeRow.platform == home.platform, HomeRow.id == home.id)
    alone = db.scalar(select(HomeRow.workspace).where(*where))
    if alone is None:
        add_home(db, workspace, home)
        return
    if alone == workspace or _lives(db, alone):
        raise HomeTaken(HomeTaken.__doc__)
    db.execute(update(HomeRow).where(*where).values(workspace=workspace, **_said(home)))
    for table in (Person, Account, Audit):
        db.execute(update(table).where(table.workspace == alone).values(workspace=workspace))
    db.execute(delete(WorkspaceRow).where(WorkspaceRow.id == alone))


def _said(home: Home) -> dict[str, str]:
    return {"channel": home.channel} if home.channel else {}


def _lives(db: Connection, workspace: str) -> bool:
    """Whether somebody has set it up, may be asked there, or was heard."""
    begun = [
        select(table.workspace).where(table.workspace == workspace, *more)
        for table, *more in (
            (HomeRow, HomeRow.channel.is_not(None)),
            (Person, Person.audience.is_(True)),
            (Ask,),
            (Response,),
            (Relay,),
            (Release,),
        )
    ]
    homes = db.scalars(select(HomeRow.id).where(HomeRow.workspace == workspace)).all()
    return len(homes) > 1 or any(db.execute(query.limit(1)).first() for query in begun)


def read_secrets(db: Connection, ring: KeyRing, platform: str, home: str) -> str | None:
    """The unsealed secrets of an active home, a JSON text."""
    mine = (HomeRow.platform == platform, HomeRow.id == home, HomeRow.active.is_(True))
    sealed = db.scalar(select(HomeRow.secrets).where(*mine))
    return None if sealed is None else ring.open(sealed)


def keep_secrets(db: Connection, ring: KeyRing, platform: str, home: str, secrets: str) -> bool:
    """Seal them at a known home and wake it; False when there is no such home."""
    mine = (HomeRow.platform == platform, HomeRow.id == home)
    change = update(HomeRow).where(*mine).values(secrets=ring.seal(secrets), active=True)
    return db.execute(change).rowcount == 1


def reseal_secrets(db: Connection, ring: KeyRing, master: str) -> int:
    """Seal the secrets of every home under another master key; how many. Raises `WrongMasterKey`."""
    homes = db.execute(select(HomeRow).where(HomeRow.secrets.is_not(None))).all()
    for home in homes:
        mine = (HomeRow.platform == home.platform, HomeRow.id == home.id)
        db.execute(update(HomeRow).where(*mine).values(secrets=ring.resealed(home.secrets, master)))
    return len(homes)


def take_turn(db: Connection, platform: str, home: str, now: datetime, until: datetime) -> bool:
    """Whether we alone may rotate the home's token until then."""
    free = or_(HomeRow.turn_until.is_(None), HomeRow.turn_until <= now)
    change = update(HomeRow).where(HomeRow.platform == platform, HomeRow.id == home, free)
    return db.execute(change.values(turn_until=until)).rowcount == 1


def end_turn(db: Connection, platform: str, home: str) -> None:
    """The next one may."""
    mine = (HomeRow.platform == platform, HomeRow.id == home)
    db.execute(update(HomeRow).where(*mine).values(turn_until=None))


class SqlHomes:
    """See `bot.ports.Homes`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId) -> None:
        self._db, self._ws = connection, workspace

    def all(self) -> Sequence[Home]:
        """Every home of the workspace."""
        query = select(HomeRow).where(HomeRow.workspace == self._ws).order_by(HomeRow.platform, HomeRow.id)
        return [home_of(row) for row in self._db.execute(query)]

    def get(self, platform: str, id: str) -> Home | None:
        """One of them."""
        return next((h for h in self.all() if (h.platform, h.id) == (platform, id)), None)

    def save(self, home: Home) -> None:
        """What changed about a home."""
        change = update(HomeRow).where(self._is(home))
        values = {n: getattr(home, n) for n in ("channel", "active", "address", "audience", "gather")}
        self._db.execute(change.values(values))

    def drop_secrets(self, home: Home) -> None:
        """Tokens are gone, the home is paused."""
        self._db.execute(update(HomeRow).where(self._is(home)).values(secrets=None, active=False))

    def _is(self, home: Home) -> Any:
        here = (HomeRow.platform == home.platform) & (HomeRow.id == home.id)
        return here & (HomeRow.workspace == self._ws)


def progress_of(db: Connection, workspace: WorkspaceId) -> Progress:
    """How far time has been worked through."""
    names = ("planned", "closed", "digested", "swept", "believed")
    query = select(WorkspaceRow).where(WorkspaceRow.id == workspace)
    if not db.get_execution_options().get("reading"):
        query = query.with_for_update()  # a step of the calendar is done by one worker, the next one sees it
    row = db.execute(query).one()
    return Progress(**{name: getattr(row, name) for name in names})
