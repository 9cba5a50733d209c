"""A Slack client for everybody of a team: direct messages, dialogs, the leadership channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import slackblocks
from slackblocks import _surfaces
from starlette.applications import Starlette

from adapters import slack as platform
from adapters.slack import parse, render
from adapters.slack.parse import FORM
from adapters.wiring import House
from bot.events import Event
from bot.messages import Message
from tests.doorstep import Doorstep
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_lint import problems, view_problems
from tests.fakes.slack_people import People
from tests.screens import Colleague, Fault, Handed, Post, read, row

Json = dict[str, Any]
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


class Screen:
    """Everybody of one team."""

    name, home, channel = "slack", "T1", "CLEAD"

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack
        slack.clear()
        slack.workspace(self.home)
        slack.channel(self.home, self.channel)
        self._people: dict[str, Colleague] = {}
        self._dialogs: dict[str, list[str]] = {}

    def connect(self, house: House, doorstep: Doorstep) -> platform.Slack:
        given = {"SIGNING_SECRET": SECRET, "BOT_TOKEN": f"xoxb-{self.home}", "API_URL": self.slack.url}
        made = platform.connect(house.vault("slack"), {f"SLACK_{k}": v for k, v in given.items()})
        self._doorstep, self._routes, self._made = doorstep, list(made.routes(house)), made
        self.hands = People(self.slack, doorstep.url, SECRET, self.home)
        return made

    def joins(self, person: Colleague) -> None:
        self._people[person.user] = person
        self.slack.user(
            self.home,
            self.id(person.user),
            name=person.name,
            tz=person.zone,
            locale="de-DE" if person.language == "de" else "en-US",
            is_ultra_restricted=person.guest,
        )
        leaders = tuple(self.id(p.user) for p in self._people.values() if p.leader)
        self.slack.workspaces[self.home].channels[self.channel]["members"] = leaders

    def id(self, user: str) -> str:
        return f"U{user.upper()}"

    def chat(self, user: str) -> list[Post]:
        id = self.id(user)
        told = [e for e in self.slack.ephemerals if e["user"] == id]
        posts = [self._post(each) for each in (*self.slack.said(id), *told)]
        pages = [self.slack.views[view] for view in self._dialogs.get(id, ()) if view in self.slack.views]
        return sorted([*posts, *map(_page, pages)], key=_number)

    def posted(self) -> list[Post]:
        """Posts with their details, and what stands in their threads besides."""
        posts = [self._post(each) for each in self.slack.said(self.channel)]
        below = [each for post in posts for each in self.slack.thread(post.card)[1:]]
        return [*posts, *(_drawn(m["ts"], m["blocks"], dict(m), place=m["channel"]) for m in below)]

    def taps(self, user: str, spelt: str, on: Post | None) -> Handed:
        if on is not None and on.place == "dialog":
            return self._acts(user, lambda id: self.hands.press_in(id, on.card, spelt))
        return self._acts(user, lambda id: self.hands.press(id, on.card if on else None, spelt))

    def writes(self, user: str, text: str) -> Handed:
        return self._acts(user, lambda id: self.hands.says(id, typed(text)))

    def sends(self, user: str, form: Post, fields: dict[str, str]) -> Handed:
        if form.place != "dialog":
            return self._acts(user, lambda id: self.hands.fill(id, form.card, form.form, **fields))

        def submits(id: str) -> None:
            answer = self.hands.submit(id, form.card, **fields)
            if not answer.content:  # an empty acknowledgement closes the dialog
                self.slack.views.pop(form.id, None)

        return self._acts(user, submits)

    def relays(self, user: str, text: str) -> Handed:
        return self._acts(user, lambda id: self.hands.shortcut(id, typed(text)))

    def arrives(self, user: str) -> None:
        self._changes(user, deleted=False)

    def leaves(self, user: str) -> None:
        self._changes(user, deleted=True)

    def uninstalls(self) -> None:
        self._calls(lambda: self.hands.event({"type": "app_uninstalled"}))
        self.slack.workspaces[self.home].tokens.clear()

    def breaks(self, how: Fault) -> None:
        self.slack.fail("chat.postMessage", _FAULTS[how])

    def forges(self, user: str, spelt: str) -> int:
        self._doorstep.lives_here = Starlette(routes=self._routes)
        liar = People(self.slack, self._doorstep.url, "another secret", self.home)
        return liar.press(self.id(user), None, spelt).status_code

    def faults(self, message: Message) -> list[str]:
        surfaces = drawn(message)
        found = [view_problems(surfaces[name]) for name in ("modal", "home")]
        for name in ("posted", "told", "plainly", "thread"):
            if surfaces[name]:
                found.append(problems(surfaces[name]["blocks"], "message"))
                assert len(surfaces[name]["text"]) <= 3000
        _accepted(surfaces)
        return [each for faults in found for each in faults]

    def means(self, message: Message) -> list[Event]:
        blocks = render.posted(message)["blocks"]
        elements = [e for b in blocks if b["type"] == "actions" for e in b["elements"] if "value" in e]
        state = {"values": {b["block_id"]: {b["block_id"]: {}} for b in blocks if "block_id" in b}}
        person = {"team": {"id": self.home}, "user": {"id": "U1"}, "state": state}
        got = [parse.received({"type": "block_actions", **person, "actions": [e]}) for e in elements]
        return [each.event for each in got if each]

    def strangers_join(self) -> None:
        self.slack.workspaces[self.home].channels[self.channel]["is_ext_shared"] = True

    def end(self) -> None:
        """The fake has refused whatever Slack does not draw."""
        assert not self.slack.refused, self.slack.refused

    def _changes(self, user: str, **record: Any) -> None:
        known = self.slack.workspaces[self.home].users[self.id(user)]
        known.update(record)
        self._calls(lambda: self.hands.event({"type": "user_change", "user": dict(known)}))

    def _calls(self, act: Callable[[], Any]) -> None:
        self._doorstep.lives_here = Starlette(routes=self._routes)
        act()
        self._doorstep.quiet()
        self._doorstep.run(self._made.replaced())

    def _acts(self, user: str, act: Callable[[str], Any]) -> Handed:
        id, views, files = self.id(user), set(self.slack.views), len(self.slack.files)
        before = {post.id: post for post in self.chat(user)}
        self._calls(lambda: act(id))
        self._dialogs.setdefault(id, []).extend(view for view in self.slack.views if view not in views)
        new = [post for post in self.chat(user) if post != before.get(post.id)]
        forms = [post for post in new if post.form]
        handed: Handed = {"form": forms[-1]} if forms else {}
        for file in self.slack.files[files:]:
            assert file["channel"] == "D" + id
            handed["file"] = {"name": file["name"], "content": file["content"]}
        return handed

    def _post(self, message: Json) -> Post:
        in_channel = message["channel"] == self.channel  # only there something stands below a message
        below = self.slack.thread(message)[:1] if in_channel else []
        blocks = [block for each in (message, *below) for block in each["blocks"]]
        return _drawn(message["ts"], blocks, dict(message), place=message["channel"])


_FAULTS: dict[Fault, str] = {
    "permanent": "err:is_archived",
    "passing": "err:service_unavailable",
    "wait": "429:7",
    "gone": "err:token_revoked",
    "lost": "lost",
    "kept": "kept",
}


def drawn(message: Message) -> dict[str, Any]:
    """A message on every surface."""
    return {
        "posted": render.posted(message),
        "told": render.posted(message, details=True),
        "plainly": render.posted(message, details=True, native=False),
        "thread": render.thread(message),
        "modal": render.modal(message),
        "home": render.home(message),
    }


def _accepted(surfaces: dict[str, Any]) -> None:
    """An independent library reads the same blocks; raises where it would not."""
    for name, surface in (("posted", "message"), ("modal", "modal"), ("home", "home")):
        blocks = surfaces[name]["blocks"]
        _surfaces.validate_surface_blocks(blocks, surface)  # type: ignore[arg-type]
        for block in blocks:
            if block["type"] in ("header", "context"):  # what it reads
                assert slackblocks.Block.from_dict(block)._resolve()["type"] == block["type"]
            for each in block["elements"] if block["type"] == "actions" else ():
                if each["type"] == "button":
                    slackblocks.Button(each["text"]["text"], each["action_id"], value=each.get("value"))


def typed(text: str) -> str:
    """What people type, as Slack hands it on."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _page(view: Json) -> Post:
    return _drawn(view["id"], view["blocks"], view, form=view.get("private_metadata", ""), place="dialog")


def _drawn(id: str, blocks: list[Json], card: Json, *, form: str = "", place: str) -> Post:
    lines = [line for block in blocks for line in _lines(block)]
    elements = [e for b in blocks if b["type"] == "actions" for e in b["elements"] if e["type"] == "button"]
    sending = [e["value"] for e in elements if e["action_id"] == FORM]
    links = [e["url"] for e in elements if "url" in e]
    taps = [e for e in elements if e["action_id"] != FORM and "url" not in e]
    buttons = tuple((read(e["text"]["text"]), e["value"]) for e in taps)
    return Post(id, tuple(lines), buttons, card, form or "".join(sending[:1]), place, "".join(links))


def _lines(block: Json) -> list[str]:
    if block["type"] == "header":
        return [read(block["text"]["text"])]
    if block["type"] == "context":
        return [read(element["text"]) for element in block["elements"]]
    if block["type"] == "rich_text":
        return [
            "".join(read(e.get("text") or e.get("url", "")) for e in section["elements"])
            for section in block["elements"]
        ]
    if block["type"] == "table":
        return [row([read(cell["text"]) for cell in cells]) for cells in block["rows"]]
    return []


def _number(post: Post) -> int:
    return int(post.id.removeprefix("V").rpartition(".")[2])
