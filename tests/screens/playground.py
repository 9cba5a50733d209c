"""The playground's page, without the browser: what it sends and what it gets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from starlette.applications import Starlette

from adapters import playground
from adapters.platform import Uncertain, Undeliverable
from adapters.playground import CHANNEL, HOME, parse, render
from adapters.playground.rooms import Post as Standing
from adapters.wiring import House
from bot.events import Arrived, Departed, Event, Uninstalled, Who, by
from bot.messages import Message
from tests.doorstep import Doorstep
from tests.fakes.web import WEB
from tests.screens import Colleague, Fault, Handed, Post, row


class Screen:
    """Everybody of the simulated company."""

    name, home, channel = "playground", HOME, CHANNEL

    def __init__(self) -> None:
        self._people: dict[str, Colleague] = {}

    def connect(self, house: House, doorstep: Doorstep) -> playground.Playground:
        self._house, self._doorstep = house, doorstep
        self._platform = playground.connect(_Stage(self.known, house.now))
        return self._platform

    def joins(self, person: Colleague) -> None:
        self._people[person.user] = person

    def known(self) -> Sequence[playground.Colleague]:
        """Everybody, as the page lists them."""
        return [
            playground.Colleague(p.user, p.name, p.language, p.zone, p.segment, p.leader)
            for p in self._people.values()
        ]

    def id(self, user: str) -> str:
        return user

    def chat(self, user: str) -> list[Post]:
        return self._standing(user)

    def posted(self) -> list[Post]:
        return self._standing(CHANNEL)

    def taps(self, user: str, spelt: str, on: Post | None) -> Handed:
        return self._acts(user, {"spelt": spelt, "message": on.id if on else ""})

    def writes(self, user: str, text: str) -> Handed:
        return self._acts(user, {"text": text.strip() or "/pulse"})

    def sends(self, user: str, form: Post, fields: dict[str, str]) -> Handed:
        drawn = {each["name"]: each["value"] for each in form.card["form"]["fields"]} if form.card else {}
        return self._acts(user, {"spelt": form.form, "fields": drawn | fields})

    def relays(self, user: str, text: str) -> Handed:
        return self._acts(user, {"spelt": "b", "fields": {"text": text}})

    def arrives(self, user: str) -> None:
        self._happens(Arrived(), user)

    def leaves(self, user: str) -> None:
        self._happens(Departed(), user)

    def uninstalls(self) -> None:
        self._happens(Uninstalled(), next(iter(self._people)))

    def breaks(self, how: Fault) -> None:
        self._platform.faults.append(_FAULTS[how])

    def forges(self, user: str, spelt: str) -> int:
        self._doorstep.lives_here = Starlette(routes=list(self._platform.routes(self._house)))
        body = {"user": user, "spelt": spelt}
        headers = {"Origin": "https://evil.example"}
        return WEB.post(f"{self._doorstep.url}/play/act", json=body, headers=headers).status_code

    def faults(self, message: Message) -> list[str]:
        """A browser draws whatever is JSON."""
        json.dumps(render.card(message), allow_nan=False, ensure_ascii=False).encode()
        return []

    def means(self, message: Message) -> list[Event]:
        card, who = render.card(message), Who(self.name, HOME, "mia")
        bodies = [{"spelt": button["spelt"]} for button in card["buttons"]]
        if form := card["form"]:
            empty = {each["name"]: "" for each in form["fields"]}
            bodies.append({"spelt": form["spelt"], "fields": empty})
        return [parse.act(body, who).event for body in bodies]

    def strangers_join(self) -> None:
        self._platform.shared_channels.add(CHANNEL)

    def end(self) -> None:
        """Nothing is drawn here: the page's own tests look at that."""

    def _happens(self, event: Event, user: str) -> None:
        """What no page can say: people of a simulated company neither come nor go."""
        who = self._platform.who(next(p for p in self.known() if p.user == user))
        self._doorstep.run(self._house.handle(by(event, who)))

    def _acts(self, user: str, body: dict[str, Any]) -> Handed:
        person = next(p for p in self.known() if p.user == user)
        act = parse.act(body, self._platform.who(person))
        handed: Handed = self._doorstep.run(self._platform.act(person, act, self._house))
        if "form" in handed:
            handed["form"] = _post("", handed["form"])
        return handed

    def _standing(self, chat: str) -> list[Post]:
        posts, _ = self._platform.rooms.since(0, (chat,))
        by_the_bot = sorted((post for post in posts if not post.by), key=_number)
        return [_post(post.id, post.card) for post in by_the_bot]


_FAULTS: dict[Fault, Undeliverable | Uncertain] = {
    "permanent": Undeliverable("no", permanent=True),
    "passing": Undeliverable("not now"),
    "wait": Undeliverable("slowly", retry_after=7),
    "gone": Undeliverable("uninstalled", permanent=True, gone=True),
    "lost": Uncertain("lost"),
    "kept": Uncertain("lost"),
}


def _number(post: Standing) -> int:
    return int(post.id.split("-")[1])


def _post(id: str, card: Any) -> Post:
    lines = [line for block in (*card["body"], *card["details"]) for line in _lines(block)]
    buttons = tuple((button["label"], button["spelt"]) for button in card["buttons"])
    form, link = card["form"] or {"spelt": ""}, card["link"] or {"url": ""}
    return Post(id, tuple(lines), buttons, card, form["spelt"], link=link["url"])


def _lines(block: Any) -> list[str]:
    return [block["text"]] if block["is"] == "line" else [row(cells) for cells in block.get("rows", ())]


class _Stage:
    """The stage of the playground, as the world wants it: its days pass elsewhere."""

    def __init__(
        self, known: Callable[[], Sequence[playground.Colleague]], now: Callable[[], datetime]
    ) -> None:
        self.colleagues, self.now = known, now

    def week(self) -> str:
        year, week, _ = self.now().isocalendar()
        return f"{year}-W{week:02d}"

    def running(self) -> bool:
        return False

    def truth(self) -> dict[str, Any]:
        return {}

    async def advance(self, days: int) -> None:
        raise NotImplementedError

    async def run(self, on: bool) -> None:
        raise NotImplementedError

    async def choose_language(self, user: str, language: str) -> None:
        raise NotImplementedError
