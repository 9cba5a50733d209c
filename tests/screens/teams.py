"""A Teams client for everybody of a tenant: 1:1 chats, dialogs, the leadership channel.

It does what the real one does with an answer: puts a returned card in the place of the tapped one,
turns the pages of a dialog, shows a word that comes back to the person alone.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette

from adapters import teams as platform
from adapters.teams import parse, render
from adapters.teams.pace import Pace
from adapters.wiring import House
from bot.events import Event, spell
from bot.messages import Message
from tests.adapters.teams import cards
from tests.doorstep import Doorstep
from tests.fakes.teams import LIMIT, SECRET, Microsoft
from tests.fakes.web import WEB
from tests.screens import Colleague, Fault, Handed, Post, read, row

Json = dict[str, Any]
SAID = "application/vnd.microsoft.activity.message"
TEAM = "19:general@thread.tacv2"
EVERYBODY = "19:everybody@thread.tacv2"


class Screen:
    """Everybody of one tenant."""

    name, channel = "teams", "19:leaders@thread.tacv2"

    def __init__(self, microsoft: Microsoft) -> None:
        self.microsoft, self.home = microsoft, microsoft.tenant
        microsoft.clear()
        self._people: dict[str, Colleague] = {}
        self._words: dict[str, dict[str, tuple[tuple[int, int], Post]]] = {}  # what one person alone sees
        self._bearer = microsoft.token(microsoft.url, {})
        self._checked: list[Json] = []
        self._parsed: dict[str, tuple[Json, Post]] = {}

    def connect(self, house: House, doorstep: Doorstep) -> platform.Teams:
        given = {
            "app_id": self.microsoft.app_id,
            "app_secret": SECRET,
            "tenant_id": self.home,
            "openid_url": f"{self.microsoft.url}/.well-known/openidconfiguration",
            "login_url": self.microsoft.url,
            "service_hosts": self.microsoft.url.removeprefix("http://"),
        }
        made = platform.connect(house.vault("teams"), **given)
        # A year of pulses passes in seconds here: Microsoft's pace is kept by tests of its own.
        made._connector._tenants = made._connector._chats = Pace(1_000_000)
        self._doorstep, self._routes = doorstep, list(made.routes(house))
        return made

    def joins(self, person: Colleague) -> None:
        self._people[person.user] = person
        everybody = {user: self._listed(each) for user, each in self._people.items()}
        leaders = [everybody[user] for user, each in self._people.items() if each.leader]
        self.microsoft.rosters |= {self.channel: leaders, TEAM: leaders, EVERYBODY: list(everybody.values())}

    def id(self, user: str) -> str:
        return f"aad-{user}"

    def chat(self, user: str) -> list[Post]:
        place = self.microsoft.chats.get(self.id(user))
        standing = [
            ((at, 0), self._post(message))
            for at, message in enumerate(self.microsoft.messages, 1)
            if message["chat"] == place and not _file(message)
        ]
        alone = self._words.get(user, {}).values()
        return [post for _, post in sorted([*standing, *alone], key=lambda each: each[0])]

    def posted(self) -> list[Post]:
        """Posts, and the answers to them."""
        said = [m for m in self.microsoft.messages if m["chat"].partition(";")[0] == self.channel]
        return [self._post(message) for message in said]

    def _post(self, message: Json) -> Post:
        """The message as it stands now, parsed once as long as it does not change."""
        activity, known = self._parsed.get(message["id"], (None, None))
        if known is None or activity is not message["activity"]:
            known = _post(message)
            self._parsed[message["id"]] = message["activity"], known
        return known

    def taps(self, user: str, spelt: str, on: Post | None) -> Handed:
        button = _button(on, spelt)
        if on is not None and on.place == "dialog":
            return self._acts(user, lambda: self._turns(user, on, "task/submit", button["data"]))
        if "msteams" in button["data"]:
            opened = Post(uuid.uuid4().hex, (), (), {"card": on.id if on else ""}, place="dialog")
            return self._acts(user, lambda: self._turns(user, opened, "task/fetch", button["data"]))
        return self._acts(user, lambda: self._executes(user, button["data"], on))

    def writes(self, user: str, text: str) -> Handed:
        return self._acts(user, lambda: self._delivers(user, {"type": "message", "text": text}))

    def sends(self, user: str, form: Post, fields: dict[str, str]) -> Handed:
        data = {"pulse": form.form, **_inputs(form.card["content"]), **fields}
        if form.place != "dialog":
            return self._acts(user, lambda: self._executes(user, data, form))
        return self._acts(user, lambda: self._turns(user, form, "task/submit", data))

    def relays(self, user: str, text: str) -> Handed:
        message = {"body": {"contentType": "text", "content": text}}
        value = {"commandId": "relay", "commandContext": "message", "messagePayload": message}
        opened = Post(uuid.uuid4().hex, (), (), {"card": ""}, place="dialog")
        return self._acts(user, lambda: self._turns(user, opened, "composeExtension/fetchTask", {}, value))

    def arrives(self, user: str) -> None:
        self._calls(lambda: self._delivers(user, {"type": "installationUpdate", "action": "add"}))

    def leaves(self, user: str) -> None:
        self._calls(lambda: self._delivers(user, {"type": "installationUpdate", "action": "remove"}))

    def installs(self, user: str) -> None:
        """Somebody adds the app to the leaders' team."""
        self._calls(lambda: self._delivers(user, {**self._in_the_team(), "action": "add"}))

    def uninstalls(self) -> None:
        user = next(iter(self._people))
        self.installs(user)
        self._calls(lambda: self._delivers(user, {**self._in_the_team(), "action": "remove"}))

    def breaks(self, how: Fault) -> None:
        self.microsoft.faults.append(_FAULTS[how])

    def forges(self, user: str, spelt: str) -> int:
        self._doorstep.lives_here = Starlette(routes=self._routes)
        action = {"type": "Action.Execute", "data": {"pulse": spelt}}
        invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
        whole = self._whole(user, invoke)
        stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        token = self.microsoft.token(self.microsoft.url, {}, by=stranger)
        headers = {"Authorization": f"Bearer {token}"}
        return WEB.post(f"{self._doorstep.url}/api/messages", json=whole, headers=headers).status_code

    def faults(self, message: Message) -> list[str]:
        for dialog in (False, True):
            cards.check(render.card(message, dialog=dialog))
        size = len(json.dumps(render.activity(message), ensure_ascii=False).encode())
        return [f"{size} bytes"] if size > LIMIT else []

    def means(self, message: Message) -> list[Event]:
        found: dict[str, Event] = {}
        card = render.card(message)
        empty = dict.fromkeys(_inputs(card), "")
        for part in cards.parts(card):
            if part["type"] in ("Action.Execute", "Action.Submit") and "pulse" in part["data"]:
                filled = {} if part.get("associatedInputs") == "none" else empty
                value = {"action": {"data": {**part["data"], **filled}}}
                activity = {"type": "invoke", "name": "adaptiveCard/action", "value": value}
                event = parse.turn(activity).event
                assert event is not None
                found[spell(event)] = event
        return list(found.values())

    def strangers_join(self) -> None:
        stranger = {"id": "29:stranger", "aadObjectId": "aad-stranger", "tenantId": "another", "name": "S"}
        self.microsoft.rosters[self.channel].append(stranger)

    def end(self) -> None:
        """Every card that went out was one Teams can draw, strictly."""
        for message in self.microsoft.messages:
            self._checked += [each["content"] for each in message["activity"].get("attachments", ())]
        for card in self._checked:
            cards.check(card)

    def _in_the_team(self) -> Json:
        return {
            "type": "installationUpdate",
            "conversation": {
                "id": TEAM,
                "conversationType": "channel",
                "isGroup": True,
                "tenantId": self.home,
            },
            "channelData": {
                "tenant": {"id": self.home},
                "team": {"id": TEAM},
                "channel": {"id": self.channel},
            },
        }

    def _listed(self, person: Colleague) -> Json:
        role = "guest" if person.guest else "user"
        id = self.id(person.user)
        return {
            "id": f"29:{id}",
            "aadObjectId": id,
            "tenantId": self.home,
            "userRole": role,
            "name": person.name,
        }

    def _executes(self, user: str, data: Json, on: Post | None) -> None:
        """A button that wants a card back; where it stands, the card takes its place."""
        invoke = {"type": "invoke", "name": "adaptiveCard/action", "replyToId": on.id if on else ""}
        action = {"type": "Action.Execute", "verb": "pulse", "data": data}
        at = len(self.microsoft.messages)
        in_channel = on is not None and on.place.partition(";")[0] == self.channel
        where = self._in_the_team() | {"conversation": _thread(self.channel, self.home)} if in_channel else {}
        answer = self._delivers(user, {**where, **invoke, "value": {"action": action, "trigger": "manual"}})
        assert answer["statusCode"] == 200, answer
        if answer["type"] == SAID:
            self._shows(user, at, Post(uuid.uuid4().hex, _paragraphs(answer["value"]), (), answer["value"]))
            return
        self._checked.append(answer["value"])
        for message in self.microsoft.messages:
            if on is not None and message["id"] == on.id:
                message["activity"] = {**message["activity"], "attachments": [{"content": answer["value"]}]}

    def _turns(self, user: str, page: Post, name: str, data: Json, value: Json | None = None) -> None:
        """The next page of a dialog, or its end."""
        invoke = {"type": "invoke", "name": name, "replyToId": page.card.get("card", "")}
        at = len(self.microsoft.messages)
        task = self._delivers(user, {**invoke, "value": value or {"data": data}}).get("task")
        if task is None:
            self._words.get(user, {}).pop(page.id, None)
        elif task["type"] == "message":
            self._shows(user, at, Post(page.id, _paragraphs(task["value"]), (), page.card, place="dialog"))
        else:
            content = task["value"]["card"]["content"]
            self._checked.append(content)
            drawn = {"card": page.card.get("card", ""), "content": content}
            self._shows(user, at, replace(_drawn(page.id, content, "dialog"), card=drawn))

    def _shows(self, user: str, at: int, post: Post) -> None:
        """To this person alone; what is there already keeps its place."""
        shown = self._words.setdefault(user, {})
        place = shown[post.id][0] if post.id in shown else (at, len(shown) + 1)
        if post.lines or post.buttons or post.form:
            shown[post.id] = place, post

    def _acts(self, user: str, act: Callable[[], Any]) -> Handed:
        before, sent = {post.id: post for post in self.chat(user)}, len(self.microsoft.messages)
        self._calls(act)
        new = [post for post in self.chat(user) if post != before.get(post.id)]
        forms = [post for post in new if post.form]
        handed: Handed = {"form": forms[-1]} if forms else {}
        files = [file for message in self.microsoft.messages[sent:] if (file := _file(message))]
        if files:
            name = files[0][0].removesuffix(f" (1/{len(files)})")
            handed["file"] = {"name": name, "content": "".join(part for _, part in files)}
        return handed

    def _calls(self, act: Callable[[], Any]) -> None:
        self._doorstep.lives_here = Starlette(routes=self._routes)
        act()
        self._doorstep.quiet()

    def _delivers(self, user: str, activity: Json) -> Json:
        headers = {"Authorization": f"Bearer {self._bearer}"}
        whole = self._whole(user, activity)
        answer = WEB.post(f"{self._doorstep.url}/api/messages", json=whole, headers=headers, timeout=30)
        assert answer.status_code == 200, (answer.status_code, activity)
        return dict(answer.json()) if answer.content else {}

    def _whole(self, user: str, activity: Json) -> Json:
        person, id = self._people[user], self.id(user)
        chat = self.microsoft.chats.setdefault(id, f"a:{uuid.uuid4().hex}")
        locale = "de-DE" if person.language == "de" else "en-US"
        return {
            "id": uuid.uuid4().hex,
            "channelId": "msteams",
            "serviceUrl": self.microsoft.url,
            "from": {"id": f"29:{id}", "aadObjectId": id, "name": person.name},
            "recipient": {"id": f"28:{self.microsoft.app_id}", "name": "Kundenpuls"},
            "conversation": {"id": chat, "conversationType": "personal", "tenantId": self.home},
            "channelData": {"tenant": {"id": self.home}},
            "locale": locale,
            "entities": [{"type": "clientInfo", "locale": locale, "timezone": person.zone}],
            **activity,
        }


_FAULTS: dict[Fault, str] = {
    "permanent": "403:MessageWritesBlocked",
    "passing": "503",
    "wait": "429:7",
    "gone": "403:BotDisabledByAdmin",
    "lost": "lost",
    "kept": "kept",
}


def _thread(channel: str, home: str) -> Json:
    """Where a tap on a post in a channel comes from."""
    id = f"{channel};messageid=1700000000000"
    return {"id": id, "conversationType": "channel", "isGroup": True, "tenantId": home}


def _post(message: Json) -> Post:
    (attachment,) = message["activity"]["attachments"]
    return replace(_drawn(message["id"], attachment["content"], message["chat"]), card=dict(attachment))


def _drawn(id: str, content: Json, place: str) -> Post:
    lines = tuple(line for part in content["body"] for line in _lines(part))
    sends, link, buttons = "", "", []
    for part in cards.parts(content):
        if part["type"] in ("Action.Execute", "Action.Submit") and part.get("title"):
            spelt = part["data"]["pulse"]
            if "associatedInputs" not in part:
                sends = spelt
            elif (part["title"], spelt) not in buttons:  # a fallback is the same button again
                buttons.append((read(part["title"]), spelt))
        if part["type"] == "Action.OpenUrl":
            link = part["url"]
    return Post(id, lines, tuple(buttons), content, sends, place, link)


def _lines(part: Json) -> list[str]:
    if part["type"] == "RichTextBlock":
        return ["".join(read(run["text"]) for run in part["inlines"])]
    if part["type"] == "Table":
        return [row(["".join(_lines(cell["items"][0])) for cell in each["cells"]]) for each in part["rows"]]
    return [line for each in part.get("items", ()) for line in _lines(each)]


def _paragraphs(said: str) -> tuple[str, ...]:
    return tuple(read(each) for each in said.split("\n\n") if each)


def _button(on: Post | None, spelt: str) -> Json:
    """The button as it stands there; where none stands (any more), as an old card would have it."""
    content = on.card.get("content") if on is not None else None
    for part in cards.parts(content or {}):
        if part["type"] in ("Action.Execute", "Action.Submit") and part["data"].get("pulse") == spelt:
            return part
    opens = {"msteams": {"type": "task/fetch"}} if spelt[0] in "cbmlet" else {}
    return {"data": {"pulse": spelt, **opens}}


def _inputs(content: Json) -> dict[str, str]:
    found = [part for part in cards.parts(content) if part["type"].startswith("Input.")]
    return {each["id"]: each.get("value", each.get("valueOff", "")) for each in found}


def _file(message: Json) -> tuple[str, str] | None:
    """Name and text of a file, or of a part of one."""
    body = message["activity"]["attachments"][0]["content"]["body"]
    runs = [run for part in body for run in part.get("inlines", ())]
    if not any(run.get("fontType") == "Monospace" for run in runs):
        return None
    return runs[0]["text"], runs[1]["text"]
