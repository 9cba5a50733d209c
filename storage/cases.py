"""Cases: what leaders see of one, and apart from it, under another key, who relayed it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from bot.cases import Case, CaseRef, CaseState, Reporter, Turn
from bot.listening.redacted import Redacted
from bot.model import PersonId, Week, WorkspaceId
from storage.columns import SealedBytes
from storage.keyring import KeyDestroyed, KeyRing
from storage.models import Case as CaseRow

_PLAIN = (
    "ref", "state", "touchpoint", "owner", "since", "due", "stage", "nudges", "spent", "closed", "held",
)  # fmt: skip
_SEEN = [column for column in CaseRow.__table__.columns if column.name != "reporter"]


class SqlCases:
    """See `bot.ports.Cases`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, ring: KeyRing) -> None:
        self._db, self._ws, self._ring = connection, workspace, ring

    def add(self, case: Case, reporter: Reporter) -> None:
        """Seal and store; the keys exist before what they seal."""
        values = self._values(case) | {"reporter": self._sealed(case.ref, reporter)}
        self._db.execute(insert(CaseRow).values(**values, workspace=self._ws))

    def get(self, ref: str) -> Case | None:
        """One of them; whoever may write sees it alone until the transaction ends."""
        found = self._read(self._seen().where(CaseRow.ref == ref))
        return found[0] if found else None

    def save(self, case: Case) -> None:
        """What changed about one. Its reporter stays as they are."""
        self._db.execute(update(CaseRow).where(self._is(case.ref)).values(self._values(case)))

    def of_state(self, states: Iterable[CaseState]) -> Sequence[Case]:
        """Those in one of these states, the oldest clock first."""
        return self._read(self._seen().where(CaseRow.state.in_(list(states))))

    def of_owner(self, person: PersonId) -> Sequence[Case]:
        """Those somebody took."""
        return self._read(self._seen().where(CaseRow.owner == person))

    def reporter(self, ref: CaseRef) -> Reporter | None:
        """Who relayed it; None once that is forgotten."""
        sealed = self._db.scalar(select(CaseRow.reporter).where(self._is(ref)))
        return self._opened(sealed)

    def report(self, ref: CaseRef, reporter: Reporter) -> None:
        """What changed about who relayed it."""
        sealed = self._sealed(ref, reporter)
        self._db.execute(update(CaseRow).where(self._is(ref)).values(reporter=sealed))

    def of_reporter(self, person: PersonId) -> Sequence[tuple[Case, Reporter]]:
        """What somebody relayed. Every reporter is opened for it: no column could be searched."""
        return [(self._known(ref), by) for ref, by in self._reporters() if by.person == person]

    def of_thread(self, thread: str) -> tuple[Case, Reporter] | None:
        """The case that is called so towards its reporter."""
        return next(((self._known(ref), by) for ref, by in self._reporters() if by.thread == thread), None)

    def anything(self, now: datetime) -> bool:
        """Whether time has to look at any."""
        due = select(CaseRow.ref).where(CaseRow.workspace == self._ws, CaseRow.due <= now)
        return self._db.execute(due.limit(1)).first() is not None

    def due(self, now: datetime) -> Sequence[Case]:
        """Those that time has to look at."""
        return self._read(self._seen().where(CaseRow.due <= now))

    def turned_in(self, week: Week) -> Sequence[Sequence[Turn]]:
        """The turns of every case that took one in that week or later."""
        since = (CaseRow.workspace == self._ws, CaseRow.turned >= week)
        rows = self._db.scalars(select(CaseRow.turns).where(*since).order_by(CaseRow.ref))
        return [_turns(document) for document in rows]

    def unname(self, ref: CaseRef) -> None:
        """Who relayed it is forgotten, in old backups too."""
        self._shred(ref, "who")
        self._db.execute(update(CaseRow).where(self._is(ref)).values(reporter=None))

    def shred(self, ref: CaseRef) -> None:
        """Words and reporter are gone, in old backups too; what is counted stays."""
        self._shred(ref, "who", "text")
        gone = {"reporter": None, "text": None, "resolution": None, "owner": None}
        self._db.execute(update(CaseRow).where(self._is(ref)).values(gone))

    def drop(self, ref: CaseRef) -> None:
        """Nothing of it stays."""
        self._shred(ref, "who", "text")
        self._db.execute(delete(CaseRow).where(self._is(ref)))

    def forget(self, up_to: Week) -> Sequence[CaseRef]:
        """Shredded ones of old pulses leave altogether; which."""
        old = (CaseRow.workspace == self._ws, CaseRow.turned <= up_to, CaseRow.due.is_(None))
        return [CaseRef(ref) for ref in self._db.scalars(delete(CaseRow).where(*old).returning(CaseRow.ref))]

    def _shred(self, ref: CaseRef, *parts: str) -> None:
        self._db.info["erased"] = True
        self._ring.destroy([_key(ref, part) for part in parts])

    def _reporters(self) -> Iterator[tuple[CaseRef, Reporter]]:
        named = select(CaseRow.ref, CaseRow.reporter).where(
            CaseRow.workspace == self._ws, CaseRow.reporter.is_not(None)
        )
        for ref, sealed in self._db.execute(named).all():
            if by := self._opened(sealed):
                yield CaseRef(ref), by

    def _known(self, ref: CaseRef) -> Case:
        case = self.get(ref)
        assert case is not None
        return case

    def _sealed(self, ref: CaseRef, reporter: Reporter) -> SealedBytes:
        return self._ring.seal(json.dumps(asdict(reporter)), _key(ref, "who"))

    def _opened(self, sealed: bytes | None) -> Reporter | None:
        words = self._words(sealed)
        return None if words is None else Reporter(**json.loads(words))

    def _words(self, sealed: bytes | None) -> str | None:
        try:
            return None if sealed is None else self._ring.open(sealed)
        except KeyDestroyed:  # shredded while the row comes from an older backup
            return None

    def _values(self, case: Case) -> dict[str, Any]:
        key = _key(case.ref, "text")
        plain = {name: getattr(case, name) for name in _PLAIN}
        sealed = {
            name: None if words is None else self._ring.seal(words.text, key)
            for name, words in (("text", case.text), ("resolution", case.resolution))
        }
        turns = [[turn.week, turn.what, turn.hours] for turn in case.turns]
        told = {"themes": {"themes": list(case.themes)}, "turns": {"turns": turns}}
        return plain | sealed | told | {"turned": case.turns[-1].week}

    def _seen(self) -> Select[Any]:
        mine = select(*_SEEN).where(CaseRow.workspace == self._ws)
        return mine.order_by(CaseRow.since, CaseRow.ref)

    def _read(self, query: Select[Any]) -> list[Case]:
        if not self._db.get_execution_options().get("reading"):
            query = query.with_for_update()  # two who take it at once come one after the other
        return [self._case_of(row) for row in self._db.execute(query).all()]

    def _case_of(self, row: Row[Any]) -> Case:
        plain = {name: getattr(row, name) for name in _PLAIN}
        text, resolution = self._redacted(row.text), self._redacted(row.resolution)
        themes, turns = tuple(row.themes["themes"]), _turns(row.turns)
        return Case(**plain, text=text, resolution=resolution, themes=themes, turns=turns)

    def _redacted(self, sealed: bytes | None) -> Redacted | None:
        words = self._words(sealed)
        return None if words is None else Redacted.stored(words)

    def _is(self, ref: str) -> Any:
        return (CaseRow.workspace == self._ws) & (CaseRow.ref == ref)


def _turns(document: dict[str, Any]) -> tuple[Turn, ...]:
    return tuple(Turn(Week(week), what, hours) for week, what, hours in document["turns"])


def _key(ref: str, part: str) -> str:
    return f"case:{ref}:{part}"
