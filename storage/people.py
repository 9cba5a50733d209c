"""Persons and accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Update, bindparam, delete, func, insert, select, update

from bot.events import Who
from bot.model import UNASSIGNED, Account, Home, Person, PersonId, WorkspaceId
from storage import merging
from storage.columns import among
from storage.keyring import KeyRing
from storage.models import Account as AccountRow
from storage.models import Home as HomeRow
from storage.models import Person as PersonRow
from storage.rows import ACCOUNT, PERSON, account_of, memory_to, person_of, person_to

# Built once: these run on every tap.
_MET = (
    select(*PERSON, *ACCOUNT)
    .join(AccountRow, AccountRow.person == PersonRow.id)
    .where(
        AccountRow.platform == bindparam("on_"),
        AccountRow.home == bindparam("home_"),
        AccountRow.user == bindparam("user_"),
        AccountRow.workspace == bindparam("workspace_"),
    )
)

_ACTED = {
    dialect: update(AccountRow)
    .where(AccountRow.workspace == bindparam("workspace_"), among(dialect, AccountRow.person, "people_"))
    .values(recent=AccountRow.platform == bindparam("here_"))
    for dialect in ("sqlite", "postgresql")
}

_AT_HOME = (HomeRow.platform == AccountRow.platform) & (HomeRow.id == AccountRow.home)
_REACHABLE = AccountRow.active.is_(True) & HomeRow.active.is_(True)


class SqlPeople:
    """See `bot.ports.People`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, ring: KeyRing) -> None:
        self._db, self._ws, self._ring = connection, workspace, ring

    def met(self, who: Who) -> tuple[Person, Account] | None:
        """The person behind a platform id, if known here."""
        here = {"on_": who.platform, "home_": who.home, "user_": who.user, "workspace_": self._ws}
        row = self._db.execute(_MET, here).one_or_none()
        if row is None:
            return None
        return person_of(row), account_of(row[len(PERSON) :])

    def get(self, id: PersonId) -> Person:
        """A person; LookupError when there is none."""
        query = select(*PERSON).where(PersonRow.id == id, PersonRow.workspace == self._ws)
        if not self._db.get_execution_options().get("reading"):
            query = query.with_for_update()  # who changes somebody may not undo what others changed meanwhile
        row = self._db.execute(query).one_or_none()
        if row is None:
            raise LookupError("no such person here")
        return person_of(row)

    def some(self, ids: Iterable[PersonId]) -> Mapping[PersonId, Person]:
        """Those of these persons who are still here."""
        wanted = list(ids)
        found: dict[PersonId, Person] = {}
        for start in range(0, len(wanted), 500):
            part = PersonRow.id.in_(wanted[start : start + 500])
            found |= {row.id: person_of(row) for row in self._db.execute(self._own().where(part))}
        return found

    def add(self, person: Person, account: Account, match: str = "") -> None:
        """A new person with a first account; `match` is the admin's value for one person on two platforms."""
        values = person_to(person) | {"workspace": self._ws, "match": self._match(match)}
        self._db.execute(insert(PersonRow).values(values))
        self.link(account)

    def link(self, account: Account) -> None:
        """One more account of a person."""
        values = {name: getattr(account, name) for name in account.__dataclass_fields__}
        self._db.execute(insert(AccountRow).values(**values, workspace=self._ws))

    def save(self, person: Person) -> None:
        """What changed about a person."""
        self._db.execute(self._own_update().values(person_to(person)).where(PersonRow.id == person.id))

    def remember(self, people: Iterable[Person]) -> None:
        """The memory of many after a pulse, and nothing else about them."""
        rows = [memory_to(person) | {"of": person.id} for person in people]
        if rows:
            change = self._own_update().where(PersonRow.id == bindparam("of"))
            self._db.execute(change, rows)

    def matching(self, match: str) -> Person | None:
        """The person whom the admin gave this value on another platform."""
        hashed = self._match(match)
        query = select(*PERSON).where(PersonRow.workspace == self._ws, PersonRow.match == hashed)
        row = self._db.execute(query).first() if hashed else None
        return None if row is None else person_of(row)

    def mark(self, person: PersonId, match: str) -> None:
        """The admin's value for one person on two platforms."""
        change = self._own_update().where(PersonRow.id == person)
        self._db.execute(change.values(match=self._match(match)))

    def merge(self, gone: PersonId, into: PersonId) -> None:
        """Two persons turn out to be one: everything that names the first names the second."""
        merging.move(self._db, self._ws, gone, into)
        self._db.execute(delete(PersonRow).where(PersonRow.id == gone, PersonRow.workspace == self._ws))

    def account(self, person: PersonId) -> Account | None:
        """Where to reach a person now: where they last acted, of the homes that are awake and they are in."""
        mine = (AccountRow.person == person, AccountRow.workspace == self._ws, _REACHABLE)
        query = select(*ACCOUNT).join(HomeRow, _AT_HOME).where(*mine)
        row = self._db.execute(query.order_by(AccountRow.recent.desc(), AccountRow.platform)).first()
        return None if row is None else account_of(row)

    def accounts(self, person: PersonId) -> Sequence[Account]:
        """Every account of a person."""
        query = select(*ACCOUNT).where(AccountRow.person == person, AccountRow.workspace == self._ws)
        return [account_of(row) for row in self._db.execute(query.order_by(AccountRow.platform))]

    def acted(self, *accounts: Account) -> None:
        """Their people acted here last."""
        for platform in sorted({each.platform for each in accounts}):
            people = [each.person for each in accounts if each.platform == platform]
            which = {"people_": people, "workspace_": self._ws, "here_": platform}
            self._db.execute(_ACTED[self._db.dialect.name], which)

    def reached(self, account: Account) -> None:
        """The direct chat of an account is known."""
        self._change(account, chat=account.chat)

    def moved(self, account: Account) -> None:
        """Somebody left a platform, or is back there."""
        self._change(account, active=account.active)

    def audience(self) -> Sequence[Person]:
        """All who may be asked, and can be reached somewhere."""
        somewhere = select(AccountRow.person).join(HomeRow, _AT_HOME).where(_REACHABLE)
        query = select(*PERSON).where(
            PersonRow.workspace == self._ws,
            PersonRow.audience.is_(True),
            PersonRow.active.is_(True),
            PersonRow.opted_out.is_(False),
            PersonRow.id.in_(somewhere.where(AccountRow.workspace == self._ws)),
        )
        return [person_of(row) for row in self._db.execute(query.order_by(PersonRow.id))]

    def leaders(self) -> Sequence[Person]:
        """Leaders and admins."""
        roles = PersonRow.role.in_(("leader", "admin"))
        return [person_of(row) for row in self._db.execute(self._own().where(roles))]

    def sizes(self) -> Mapping[str, int]:
        """How many people belong to each segment."""
        mine = (PersonRow.workspace == self._ws, PersonRow.audience.is_(True), PersonRow.active.is_(True))
        query = select(PersonRow.segment, func.count().label("n")).where(*mine).group_by(PersonRow.segment)
        return {row.segment: row.n for row in self._db.execute(query)}

    def entomb(self, account: Account, *, erased: bool) -> None:
        """Never ask this one again, whatever is imported or restored later."""
        self._ring.entomb(self._grave(account.platform, account.home, account.user), erased=erased)

    def entombed(self, who: Who) -> bool:
        """Whether this one said: never again."""
        return self._ring.entombed(self._grave(who.platform, who.home, who.user))

    def buried(self) -> Mapping[PersonId, bool]:
        """Persons of whom an account is entombed, and whether one of them as erased."""
        graves, found = self._ring.tombstones(), dict[PersonId, bool]()
        rows = self._db.execute(select(*ACCOUNT).where(AccountRow.workspace == self._ws)) if graves else ()
        for row in rows:
            grave = self._grave(row.platform, row.home, row.user)
            if grave in graves:
                found[row.person] = graves[grave] or found.get(row.person, False)
        return found

    def at_home(self, home: Home) -> Mapping[str, Person]:
        """Everybody with an account in a home, by their id there."""
        mine = (AccountRow.platform == home.platform, AccountRow.home == home.id)
        query = select(*PERSON, AccountRow.user.label("as_user")).join(
            AccountRow, AccountRow.person == PersonRow.id
        )
        rows = self._db.execute(query.where(*mine, AccountRow.workspace == self._ws))
        return {row.as_user: person_of(row) for row in rows}

    def admins(self) -> Sequence[Person]:
        """Who administers the workspace and is still here."""
        here = (PersonRow.role == "admin", PersonRow.active.is_(True))
        return [person_of(row) for row in self._db.execute(self._own().where(*here))]

    def unassign(self, keep: Iterable[str] = ()) -> None:
        """Nobody belongs to a segment any more, but to those that are kept."""
        gone = PersonRow.segment.not_in([*keep, UNASSIGNED])
        self._db.execute(self._own_update().where(gone).values(segment=UNASSIGNED))

    def remove(self, person: PersonId) -> None:
        """The person, their accounts, asks and messages are gone."""
        self._db.execute(delete(PersonRow).where(PersonRow.id == person, PersonRow.workspace == self._ws))
        self._db.info["erased"] = True  # the store cuts the log once this is committed

    def _change(self, account: Account, **values: Any) -> None:
        here = (AccountRow.platform == account.platform, AccountRow.home == account.home)
        mine = (AccountRow.user == account.user, AccountRow.workspace == self._ws)
        self._db.execute(update(AccountRow).where(*here, *mine).values(**values))

    def _own(self) -> Select[Any]:
        return select(*PERSON).where(PersonRow.workspace == self._ws)

    def _own_update(self) -> Update:
        return update(PersonRow).where(PersonRow.workspace == self._ws)

    def _match(self, value: str) -> str | None:
        return self._ring.digest(f"match:{self._ws}", value) if value else None

    def _grave(self, platform: str, home: str, user: str) -> str:
        return self._ring.digest("tombstone", platform, home, user)
