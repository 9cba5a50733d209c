"""Deliveries: what should stand where, claimed by one worker at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.model import AT_LEAST_ONCE, Account, Delivery, DeliveryState, Home, PersonId, Week, WorkspaceId
from bot.ports import Claimed
from storage.models import Account as AccountRow
from storage.models import Delivery as Row
from storage.models import Home as HomeRow
from storage.models import Pace
from storage.rows import delivery_of

QUESTIONS = ("ask", "remind", "belief")
WAITING = ("planned", "retry")
_FRESH = {"state": "planned", "lease": None, "attempts": 0, "revision": 1, "shown": 0, "reason": ""}

# No lease stays behind: the one that `prove` gave would tell when somebody tapped.
SHOWN = update(Row).where(Row.key == bindparam("key_")).values(shown=bindparam("shown_"), lease=None)


class SqlDeliveries:
    """See `bot.ports.Deliveries`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId) -> None:
        self._db, self._ws = connection, workspace
        self._postgres = connection.dialect.name == "postgresql"
        self._insert = postgres_insert if self._postgres else sqlite_insert

    def plan(self, deliveries: Iterable[tuple[Delivery, datetime]]) -> None:
        """New ones; a key that is there already changes nothing."""
        rows = [asdict(d) | _FRESH | {"workspace": self._ws, "due": due} for d, due in deliveries]
        for start in range(0, len(rows), 500):
            fresh = self._insert(Row).values(rows[start : start + 500])
            self._db.execute(fresh.on_conflict_do_nothing())

    def alter(self, key: str, *, proven: bool = False) -> int:
        """Something else should stand under this key now; its new revision, 0 if there is no such key.

        `proven`: somebody tapped it, so it stands, whatever we thought.
        """
        change = update(Row).where(self._mine(), Row.key == key).values(revision=Row.revision + 1)
        known = change.values(state="stands", lease=None, due=None) if proven else change
        return self._db.scalar(known.returning(Row.revision)) or 0

    def shown(self, key: str, revision: int) -> None:
        """That revision stands."""
        self._db.execute(SHOWN.where(self._mine()), {"key_": key, "shown_": revision})

    def anything(self, now: datetime) -> bool:
        """Whether something is due, or a lease has ended."""
        ended = select(Row.key).where(self._mine(), Row.state == "sending", Row.lease <= now)
        if self._db.execute(ended.limit(1)).first():
            return True
        return self._db.execute(self._due(now).limit(1)).first() is not None

    def claim(self, now: datetime, limit: int, lease: datetime) -> Sequence[Claimed]:
        """What is due and may go out now, oldest first; ours until the lease ends."""
        query = self._due(now).order_by(Row.due, Row.key).limit(limit)
        if self._postgres:
            query = query.with_for_update(skip_locked=True, of=Row)
        rows = self._db.execute(query).all()
        fresh = [row.key for row in rows if row.state != "stands"]
        again = [row.key for row in rows if row.state == "stands"]
        sending = {"state": "sending", "lease": lease, "attempts": Row.attempts + 1}
        self._change(fresh, sending)
        self._change(again, {"lease": lease, "attempts": Row.attempts + 1})
        return [
            Claimed(
                delivery_of(row),
                row.attempts + 1,
                row.revision,
                row.chat,
                row.message,
                row.known,
                row.address,
            )
            for row in rows
        ]

    def postpone(self, key: str, due: datetime) -> None:
        """Not now after all; that was no attempt."""
        later = {"state": "planned", "due": due, "lease": None, "attempts": Row.attempts - 1}
        self._change([key], later)

    def move(self, key: str, due: datetime) -> None:
        """What still waits under this key goes out then; what is on its way or stands is left alone."""
        waiting = update(Row).where(self._mine(), Row.key == key, Row.state == "planned")
        self._db.execute(waiting.values(due=due))

    def due(self, key: str) -> datetime | None:
        """When what waits under this key goes out."""
        return self._db.scalar(select(Row.due).where(self._mine(), Row.key == key))

    def waiting(self, home: Home) -> Sequence[Delivery]:
        """What has not gone out yet and would go to people of this home."""
        here = (Row.platform == home.platform, Row.home == home.id, Row.person.is_not(None))
        query = select(Row).where(self._mine(), *here, Row.state.in_(WAITING))
        return [delivery_of(row) for row in self._db.execute(query.order_by(Row.due, Row.key))]

    def address(self, key: str, account: Account) -> None:
        """It goes to another account of the same person, when it was due; that was no attempt."""
        here = {"platform": account.platform, "home": account.home, "user": account.user}
        attempts = case((Row.state == "sending", Row.attempts - 1), else_=Row.attempts)
        self._change([key], {**here, "state": "planned", "lease": None, "attempts": attempts})

    def rest(self, key: str, until: datetime | None) -> None:
        """It stands; its new face is not tried before then."""
        standing = update(Row).where(self._mine(), Row.key == key, Row.state == "stands")
        self._db.execute(standing.values(lease=until))

    def settle(
        self,
        key: str,
        state: DeliveryState,
        *,
        chat: str = "",
        message: str = "",
        revision: int = 0,
        due: datetime | None = None,
        reason: str = "",
    ) -> None:
        """What came of it."""
        values: dict[str, Any] = {"state": state, "due": due, "lease": None, "reason": reason[:128]}
        if message:
            values |= {"chat": chat, "message": message, "shown": revision, "attempts": 0}
        self._change([key], values)

    def expire(self, now: datetime) -> int:
        """Sends whose worker vanished: they may stand, so hardly any is planned again. How many there were."""
        gone = (self._mine(), Row.state == "sending", Row.lease <= now)
        rows = self._db.execute(select(Row.key, Row.person, Row.kind).where(*gone)).all()
        for row in rows:
            if row.kind in AT_LEAST_ONCE:
                self.settle(row.key, "retry", due=now, reason="worker vanished")
            else:
                self.settle(row.key, "uncertain" if row.person else "attention", reason="worker vanished")
        return len(rows)

    def withdraw(
        self, *, person: PersonId | None = None, week: Week | None = None, home: Home | None = None
    ) -> None:
        """What has not gone out yet will not."""
        change = update(Row).where(self._mine(), Row.state.in_(WAITING))
        if person:
            change = change.where(Row.person == person)
        if week:
            change = change.where(Row.week <= week, Row.person.is_not(None))
        if home:
            change = change.where(Row.platform == home.platform, Row.home == home.id)
        self._db.execute(change.values(state="withdrawn", due=None))

    def close(self, week: Week) -> None:
        """Questions of a closed pulse, and reminders of them, say so where they still stand."""
        standing = (Row.week == week, Row.kind.in_(QUESTIONS), Row.state == "stands")
        self._db.execute(update(Row).where(self._mine(), *standing).values(revision=Row.revision + 1))

    def retract(self, kind: str, subjects: Sequence[str]) -> int:
        """What these were made from is going: what waits is withdrawn, what stands follows. How many there are."""
        which = (self._mine(), Row.kind == kind, Row.subject.in_(subjects))
        waiting = update(Row).where(*which, Row.state.in_(WAITING))
        self._db.execute(waiting.values(state="withdrawn", due=None))
        return self._db.execute(update(Row).where(*which).values(revision=Row.revision + 1)).rowcount

    def place(self, key: str) -> tuple[str, str] | None:
        """The chat and the message in which something stands, or None where it does not (yet)."""
        here = select(Row.chat, Row.message).where(self._mine(), Row.key == key, Row.state == "stands")
        row = self._db.execute(here.where(Row.message.is_not(None))).one_or_none()
        return None if row is None else (row.chat or "", row.message or "")

    def get(self, key: str) -> tuple[Delivery, DeliveryState] | None:
        """One of them and its state."""
        row = self._db.execute(select(Row).where(self._mine(), Row.key == key)).one_or_none()
        return None if row is None else (delivery_of(row), row.state)

    def forget(self, up_to: Week) -> None:
        """Deliveries of old pulses that carried a person."""
        self._db.execute(delete(Row).where(self._mine(), Row.week <= up_to, Row.person.is_not(None)))

    def drop(self, prefix: str) -> None:
        """All whose keys begin so: what they were about is gone."""
        mine = (self._mine(), Row.key.startswith(prefix, autoescape=True))
        self._db.execute(delete(Row).where(*mine))

    def hold(self, home: Home, until: datetime) -> None:
        """The home asked us to wait; longer waits win."""
        fresh = self._insert(Pace).values(platform=home.platform, home=home.id, until=until)
        longer = case((Pace.until < fresh.excluded.until, fresh.excluded.until), else_=Pace.until)
        self._db.execute(
            fresh.on_conflict_do_update(index_elements=["platform", "home"], set_={"until": longer})
        )

    def _due(self, now: datetime) -> Any:
        """What should go out now: waiting and due, or standing with an old face; in awake homes only."""
        waiting = Row.state.in_(WAITING) & (Row.due <= now)
        behind = (Row.state == "stands") & (Row.shown < Row.revision) & Row.message.is_not(None)
        free = or_(Row.lease.is_(None), Row.lease <= now)
        here = (AccountRow.platform == Row.platform) & (AccountRow.home == Row.home)
        return (
            select(Row, HomeRow.address, AccountRow.chat.label("known"))
            .join(HomeRow, (HomeRow.platform == Row.platform) & (HomeRow.id == Row.home))
            .outerjoin(AccountRow, here & (AccountRow.user == Row.user))
            .where(self._mine(), HomeRow.active.is_(True), or_(waiting, behind & free), ~self._held(now))
        )

    def _held(self, now: datetime) -> Any:
        here = (Pace.platform == Row.platform) & (Pace.home == Row.home)
        return select(Pace.until).where(here, Pace.until > now).exists()

    def _change(self, keys: Sequence[str], values: dict[str, Any]) -> None:
        if keys:
            self._db.execute(update(Row).where(self._mine(), Row.key.in_(keys)).values(values))

    def _mine(self) -> Any:
        return Row.workspace == self._ws
