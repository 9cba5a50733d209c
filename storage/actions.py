"""What was done about what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from bot.listening.redacted import Redacted
from bot.model import Action, Week, WorkspaceId
from storage.models import Action as ActionRow

RECENT = 50
_PLAIN = ("number", "week", "day", "theme", "segment")


class SqlActions:
    """See `bot.ports.Actions`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId) -> None:
        self._db, self._ws = connection, workspace
        self._recent: list[Action] | None = None

    def add(self, action: Action) -> None:
        """A new one; its number is taken once, else IntegrityError."""
        self._recent = None
        plain = {name: getattr(action, name) for name in _PLAIN}
        self._db.execute(insert(ActionRow).values(plain | {"workspace": self._ws, "text": action.text.text}))

    def last(self) -> int:
        """The number of the newest one; 0 where nothing was done yet."""
        return self._db.scalar(select(func.max(ActionRow.number)).where(self._mine())) or 0

    def recent(self) -> Sequence[Action]:
        """The newest ones, oldest first; read once a transaction, since every question that goes out asks."""
        if self._recent is None:
            query = select(ActionRow).where(self._mine()).order_by(ActionRow.number.desc()).limit(RECENT)
            self._recent = [_action_of(row) for row in self._db.execute(query)][::-1]
        return self._recent

    def of_week(self, week: Week) -> Sequence[Action]:
        """Those of a pulse, oldest first."""
        query = select(ActionRow).where(self._mine(), ActionRow.week == week)
        return [_action_of(row) for row in self._db.execute(query.order_by(ActionRow.number))]

    def forget(self, up_to: Week) -> None:
        """Old ones are gone. The newest stays, so that numbers go on from it."""
        old = (ActionRow.week <= up_to, ActionRow.number < self.last())
        self._db.execute(delete(ActionRow).where(self._mine(), *old))

    def _mine(self) -> Any:
        return ActionRow.workspace == self._ws


def _action_of(row: Row[Any]) -> Action:
    text = Redacted.stored(row.text)
    return Action(row.number, row.week, row.day, text, row.theme, row.segment)
