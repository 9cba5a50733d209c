"""Releases, and what the estimator remembers between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.model import Week, WorkspaceId
from storage.models import Release as ReleaseRow
from storage.models import Series as SeriesRow


class SqlReleases:
    """See `bot.ports.Releases`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId) -> None:
        self._db, self._ws = connection, workspace

    def get(self, week: Week) -> Mapping[str, Any] | None:
        """The frozen figures of a pulse."""
        query = select(ReleaseRow.figures).where(self._mine(), ReleaseRow.week == week)
        return self._db.scalar(query)

    def put(self, week: Week, figures: Mapping[str, Any]) -> None:
        """Freeze; a release is never written twice, else IntegrityError."""
        self._db.execute(insert(ReleaseRow).values(workspace=self._ws, week=week, figures=dict(figures)))

    def latest(self, count: int, up_to: Week) -> Sequence[tuple[Week, Mapping[str, Any]]]:
        """The last releases up to a pulse, oldest first."""
        query = select(ReleaseRow.week, ReleaseRow.figures).where(self._mine(), ReleaseRow.week <= up_to)
        rows = self._db.execute(query.order_by(ReleaseRow.week.desc()).limit(count)).all()
        return [(Week(week), figures) for week, figures in reversed(rows)]

    def series(self) -> dict[str, Any] | None:
        """The estimator's state."""
        return self._db.scalar(select(SeriesRow.state).where(SeriesRow.workspace == self._ws))

    def put_series(self, state: Mapping[str, Any]) -> None:
        """Replace the estimator's state."""
        self._db.execute(delete(SeriesRow).where(SeriesRow.workspace == self._ws))
        self._db.execute(insert(SeriesRow).values(workspace=self._ws, state=dict(state)))

    def drop_series(self) -> None:
        """The estimator begins anew; what was released stays."""
        self._db.execute(delete(SeriesRow).where(SeriesRow.workspace == self._ws))

    def forget(self, up_to: Week) -> None:
        """Old releases are gone."""
        self._db.execute(delete(ReleaseRow).where(self._mine(), ReleaseRow.week <= up_to))

    def _mine(self) -> Any:
        return ReleaseRow.workspace == self._ws
