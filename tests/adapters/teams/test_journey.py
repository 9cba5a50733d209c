"""A week in Teams with the real bot behind the door: installed, asked, answered, digested."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette

from adapters import teams
from adapters.settings import Settings
from adapters.wiring import House as Doors
from adapters.wiring import open_store
from bot import importing
from bot.model import Home, Workspace, WorkspaceId
from tests.adapters.teams import cards
from tests.adapters.teams.conftest import payload, until
from tests.doorstep import Doorstep
from tests.fakes import teams as fakes

LEADERS = "19:leaders@thread.tacv2"
PEOPLE = [f"aad-{number}" for number in range(12)]


class Company:
    """Twelve colleagues of a tenant, a leadership channel, and a calendar."""

    def __init__(self, fake: fakes.Fake, house: Doorstep, settings: Settings) -> None:
        self.fake, self._house, self.now = fake, house, datetime(2026, 11, 9, 7, tzinfo=UTC)
        self.doors = Doors(open_store(settings), settings, lambda: self.now)
        self.doors.seed = 1
        self.platform = teams.connect(self.doors.vault("teams"), **fake.settings())
        self.doors.platforms["teams"] = self.platform
        house.lives_here = Starlette(routes=list(self.platform.routes(self.doors)))
        workspace = Workspace(WorkspaceId("w"), country="", weekly_cap=1.0)
        self.doors.settle_in(Home("teams", fake.tenant, LEADERS), workspace)
        rows = [{"platform": "teams", "id": user, "touchpoint": "support"} for user in PEOPLE]
        with self.doors.store.work(workspace.id) as work:
            importing.people(work, list(enumerate(rows, 2)))
        self.hears({**payload("installed_in_a_team"), "from": _who("aad-0")})
        members = [{**_who(user), "tenantId": fake.tenant, "userRole": "user"} for user in PEOPLE]
        fake.tell("roster", chat=LEADERS, members=members)

    def hears(self, activity: dict[str, Any]) -> dict[str, Any]:
        here = {"serviceUrl": self.fake.url, "id": uuid.uuid4().hex}
        return self.fake.deliver(f"{self._house.url}/api/messages", {**activity, **here})

    def passes(self, day: int, hour: int) -> None:
        """Time goes on to a moment of November, and what is due is done."""
        self.now = datetime(2026, 11, day, hour, tzinfo=UTC)
        self.run(self.doors.catch_up())

    def run(self, work: Any) -> Any:
        return self._house.run(work)

    def chat(self, user: str) -> list[dict[str, Any]]:
        """The messages in the chat with somebody."""
        chat = self.fake.tell("state")["chats"].get(user)
        return [each for each in self.fake.messages() if each["chat"] == chat]

    def somebody(self) -> str:
        """One of those the bot has greeted."""
        for hour in (8, 11, 14):
            self.passes(10, hour)
        return next(user for user in PEOPLE if self.chat(user))

    def question(self, user: str) -> dict[str, Any] | None:
        asked = [each for each in self.chat(user) if '"a|' in str(each).replace("'", '"')]
        return asked[-1] if asked else None

    def taps(self, user: str, message: dict[str, Any], title: str) -> dict[str, Any]:
        """Somebody taps a button of a message; what comes back."""
        data = cards.buttons(card(message))[title]["data"]
        tap = payload("tap_executed")
        tap |= {"from": _who(user), "replyToId": message["id"]}
        tap["conversation"] = {**tap["conversation"], "id": message["chat"]}
        tap["value"]["action"]["data"] = data
        return self.hears(tap)["body"]

    def says(self, user: str, text: str) -> None:
        said = {**payload("message_asking_for_help"), "text": text, "from": _who(user)}
        said["conversation"] = {**said["conversation"], "id": self.fake.tell("state")["chats"][user]}
        self.hears(said)

    def close(self) -> None:
        self.run(self.doors.close())


def _who(user: str) -> dict[str, str]:
    return {"id": f"29:{user}", "aadObjectId": user}


def card(message: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = message["activity"]["attachments"][0]["content"]
    return content


@pytest.fixture
def company(fake: fakes.Fake, doorstep: Doorstep, settings: Settings) -> Iterator[Company]:
    with contextlib.closing(Company(fake, doorstep, settings)) as company:
        yield company


def test_a_week_from_the_first_question_to_the_digest(company: Company) -> None:
    for day in (9, 10, 11, 12):
        for hour in (8, 11, 14):
            company.passes(day, hour)
    asked = [user for user in PEOPLE if company.question(user)]
    assert len(asked) >= 5
    for user in asked:
        question = company.question(user)
        assert question is not None
        cards.check(card(question))
        first = next(iter(cards.buttons(card(question))))
        answer = company.taps(user, question, first)
        assert answer["type"] == "application/vnd.microsoft.card.adaptive"
        cards.check(answer["value"])
        again = company.taps(user, question, first)
        assert again["value"] == answer["value"]
    company.passes(16, 9)
    posted = [each for each in company.fake.messages() if each["chat"] == LEADERS]
    assert len(posted) == 1
    cards.check(card(posted[0]))
    company.passes(16, 10)
    assert len([each for each in company.fake.messages() if each["chat"] == LEADERS]) == 1


def test_words_and_dialogs_with_the_real_bot(company: Company) -> None:
    user = company.somebody()
    before = len(company.chat(user))
    company.says(user, "Hilfe")
    until(lambda: len(company.chat(user)) > before)
    menu = company.chat(user)[-1]
    cards.check(card(menu))
    relay = next(b for b in cards.buttons(card(menu)).values() if b["data"]["pulse"] == "b")
    opened = {**payload("dialog_opened_from_a_card"), "from": _who(user), "value": {"data": relay["data"]}}
    page = company.hears(opened)["body"]["task"]
    form = page["value"]["card"]["content"]
    cards.check(form)
    sending = next(b for b in cards.buttons(form).values())
    sent = {**payload("dialog_sent_from_a_card"), "from": _who(user)}
    sent["value"] = {
        "data": {**sending["data"], "text": "Mail an mia@example.org kam nie an", "touchpoint": "app"}
    }
    preview = company.hears(sent)["body"]["task"]["value"]["card"]["content"]
    cards.check(preview)
    assert "mia@example.org" not in str(preview)
    keep = next(b for b in cards.buttons(preview).values())
    kept = {**payload("dialog_sent_from_a_card"), "from": _who(user), "value": {"data": keep["data"]}}
    assert company.hears(kept)["body"]["task"]["type"] == "message"


def test_my_data_comes_to_me_alone(company: Company) -> None:
    user = company.somebody()
    before = len(company.fake.messages())
    company.says(user, "meine Daten")
    until(lambda: len(company.fake.messages()) == before + 2)
    words = cards.texts(card(company.chat(user)[-1]))
    assert '"schema": "kundenpuls/my-data/1"' in words[1]
    assert len(company.chat(user)) >= 2
