"""What leaders believe, sealed month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from bot.model import Belief, PersonId, Week, WorkspaceId
from storage.keyring import KeyDestroyed, KeyRing
from storage.models import Belief as BeliefRow


class SqlBeliefs:
    """See `bot.ports.Beliefs`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, ring: KeyRing) -> None:
        self._db, self._ws, self._ring = connection, workspace, ring

    def put(self, belief: Belief) -> None:
        """The one guess of a leader for a month; a later tap replaces it."""
        self.drop(belief.week, belief.person)
        sealed = self._ring.seal(belief.guess, self._key(belief.week))
        values = {"workspace": self._ws, "week": belief.week, "person": belief.person, "guess": sealed}
        self._db.execute(insert(BeliefRow).values(values))

    def drop(self, week: Week, person: PersonId) -> None:
        """The guess is taken back."""
        mine = (BeliefRow.week == week, BeliefRow.person == person)
        self._db.execute(delete(BeliefRow).where(self._mine(), *mine))

    def of_week(self, week: Week) -> Sequence[Belief]:
        """Every guess for a month, in the order of random person ids."""
        return self._read(select(BeliefRow).where(self._mine(), BeliefRow.week == week))

    def of_person(self, person: PersonId) -> Sequence[Belief]:
        """What one leader guessed, oldest first."""
        return self._read(select(BeliefRow).where(self._mine(), BeliefRow.person == person))

    def forget(self, up_to: Week) -> None:
        """Old guesses are gone, and their keys."""
        old = select(BeliefRow.week).where(self._mine(), BeliefRow.week <= up_to).distinct()
        self._ring.destroy([self._key(Week(week)) for week in self._db.scalars(old)])
        self._db.execute(delete(BeliefRow).where(self._mine(), BeliefRow.week <= up_to))

    def _read(self, query: Select[Any]) -> list[Belief]:
        found = []
        for row in self._db.execute(query.order_by(BeliefRow.week, BeliefRow.person)):
            try:
                found.append(Belief(Week(row.week), PersonId(row.person), self._ring.open(row.guess)))
            except KeyDestroyed:  # shredded while the row still waits for its sweep
                continue
        return found

    def _mine(self) -> Any:
        return BeliefRow.workspace == self._ws

    def _key(self, week: Week) -> str:
        return f"belief:{self._ws}:{week}"
