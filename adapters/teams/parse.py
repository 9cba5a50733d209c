"""What Teams sends, read into what happened. Pure: plain dicts in, values out.

An activity, as far as it is read here:

    {"type": "message" | "invoke" | "installationUpdate" | "conversationUpdate", "name": "task/fetch",
     "id": "f:1", "text": "hilfe", "value": {...}, "locale": "de-DE", "replyToId": "1700000000000",
     "from": {"id": "29:…", "aadObjectId": "…"}, "recipient": {"id": "28:…"}, "serviceUrl": "https://…",
     "conversation": {"id": "a:…", "conversationType": "personal", "tenantId": "…"},
     "channelData": {"tenant": {"id": "…"}, "team": {"id": "19:…"}},
     "entities": [{"type": "clientInfo", "locale": "de-DE", "timezone": "Europe/Berlin"}]}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, Literal

from bot import events
from bot.events import wishes

PLATFORM = "teams"
SLOT = "pulse"  # the key of a button's data under which its event is spelt

Json = Mapping[str, Any]
Way = Literal["action", "dialog", "message", "change", "unknown"]

_WAYS: dict[str, Way] = {
    "adaptiveCard/action": "action",
    "task/fetch": "dialog",
    "task/submit": "dialog",
    "composeExtension/fetchTask": "dialog",
    "composeExtension/submitAction": "dialog",
}


@dataclass(frozen=True)
class Turn:
    """One activity, read: what happened, and where an answer to it may stand.

    `way` says how it came: a tap that wants a card back, a dialog that wants its next page, a
    message, a change of who is here, or something that is not for us (`event` is None then).
    """

    event: events.Event | None
    way: Way
    home: str
    service: str
    chat: str = ""
    sender: str = ""  # who acted, by the id that rosters are asked with
    card: str = ""  # the message that was tapped
    personal: bool = True
    team: str = ""
    added: bool = False  # the app came here with this activity
    removed: bool = False


def turn(activity: Json) -> Turn:
    """The activity as a turn. Never raises: what cannot be read is unknown."""
    way = _way(activity)
    who = author(activity)
    conversation = _part(activity, "conversation")
    change = _change(activity) if way == "change" else ""
    return Turn(
        event=_event(activity, way, change, who),
        way=way,
        home=tenant(activity),
        service=_text(activity, "serviceUrl"),
        chat=_text(conversation, "id"),
        sender=_text(_part(activity, "from"), "id"),
        card=_text(activity, "replyToId"),
        personal=_personal(conversation),
        team=_text(_part(_part(activity, "channelData"), "team"), "id"),
        added=change == "add",
        removed=change == "remove",
    )


def tenant(activity: Json) -> str:
    """The tenant whose people this activity is about."""
    named = _text(_part(_part(activity, "channelData"), "tenant"), "id")
    return named or _text(_part(activity, "conversation"), "tenantId")


def author(activity: Json) -> events.Who:
    """Who acted; language and zone as the client itself told them."""
    sender = _part(activity, "from")
    info = _client(activity)
    return events.Who(
        PLATFORM,
        tenant(activity),
        _text(sender, "aadObjectId") or _text(sender, "id"),
        locale=_text(activity, "locale") or _text(info, "locale"),
        zone=_text(info, "timezone") or _text(activity, "localTimezone"),
        outsider=_outside(sender, activity),
    )


def member(listed: Json, home: str) -> events.Who:
    """Somebody on a roster; guests, bots and other organisations' people are outsiders."""
    user = _text(listed, "aadObjectId") or _text(listed, "objectId")
    return events.Who(
        PLATFORM, home, user or _text(listed, "id"), outsider=not user or elsewhere(listed, home)
    )


def elsewhere(account: Json, home: str) -> bool:
    """Whether the account says itself that it is a guest, a bot or another organisation's."""
    role = (_text(account, "userRole") or _text(account, "role")).lower()
    foreign = _text(account, "tenantId").lower() not in ("", home.lower())
    guest = role in ("guest", "anonymous", "bot", "skill")
    return foreign or guest or "#ext#" in _text(account, "userPrincipalName").lower()


def _outside(sender: Json, activity: Json) -> bool:
    home = tenant(activity)
    hosted = _text(_part(activity, "conversation"), "tenantId").lower() in ("", home.lower())
    bot = _text(sender, "id").startswith("28:")
    return bot or not hosted or not _text(sender, "aadObjectId") or elsewhere(sender, home)


def _way(activity: Json) -> Way:
    match activity.get("type"):
        case "message":
            return "message"
        case "invoke":
            return _WAYS.get(_text(activity, "name"), "unknown")
        case "installationUpdate" | "conversationUpdate":
            return "change"
        case _:
            return "unknown"


def _change(activity: Json) -> str:
    """`add` or `remove` when the app itself came or went; updates of the app are neither."""
    if activity["type"] == "installationUpdate":
        action = _text(activity, "action")
        return action if action in ("add", "remove") else ""
    bot = _text(_part(activity, "recipient"), "id")
    for key, change in (("membersAdded", "add"), ("membersRemoved", "remove")):
        if bot and any(_text(each, "id") == bot for each in _list(activity, key)):
            return change
    return ""


def _event(activity: Json, way: Way, change: str, who: events.Who) -> events.Event | None:
    if way == "unknown":
        return None
    # A repeated tap must get its card again, so taps are the same by what they mean, not by an id.
    id = "" if activity["type"] == "invoke" else _text(activity, "id")
    if way == "change":
        return _came_or_went(activity, change, who, id)
    if activity.get("name") == "composeExtension/fetchTask":
        return events.RelayBegun(who=who, id=id, text=_quoted(_part(activity, "value")))
    data = _data(activity, way)
    if data or way != "message":
        return _tapped(data, who, id)
    return events.Commanded(who=who, id=id, text=_said(activity))


def _came_or_went(activity: Json, change: str, who: events.Who, id: str) -> events.Event | None:
    if change == "add" and activity["type"] == "installationUpdate":
        scope = "person" if _personal(_part(activity, "conversation")) else "team"
        return wishes.Installed(who=who, id=id, scope=scope)
    if change == "add":  # Teams tells it twice; only the other one is greeted
        return events.Arrived(who=who, id=id)
    if change == "remove" and _personal(_part(activity, "conversation")):
        return events.Departed(who=who, id=id)
    team = _text(_part(_part(activity, "channelData"), "team"), "id")
    if team and not change and (_list(activity, "membersAdded") or _list(activity, "membersRemoved")):
        return wishes.MembersChanged(who=events.Who(PLATFORM, who.home, ""), id=id, channel=team)
    return None  # whether a team's removal takes the home away is known to who keeps the teams


def _data(activity: Json, way: Way) -> Json:
    value = _part(activity, "value")
    if way == "action":
        return _part(_part(value, "action"), "data")
    return _part(value, "data") if way == "dialog" else value


def _tapped(data: Json, who: events.Who, id: str) -> events.Event:
    """The event of a button, or, when it is from an older version, a fresh start."""
    filled = {key: _text(data, key) for key in data if key != SLOT}
    try:
        return events.read(_text(data, SLOT), who, id=id, filled=filled)
    except events.Unreadable:
        return events.Commanded(who=who, id=id)


def _said(activity: Json) -> str:
    """The words of a message, without the bot's own name and the habit of a slash."""
    text = re.sub(r"<at\b[^>]*>.*?</at>", " ", _text(activity, "text"), flags=re.DOTALL)
    text = text.replace("&nbsp;", " ").replace("\xa0", " ").strip()
    return re.sub(r"^/pulse\b\s*|^/(?=\w)", "", text, count=1, flags=re.IGNORECASE)


def _quoted(value: Json) -> str:
    """The words of the message somebody wants to relay."""
    body = _part(_part(value, "messagePayload"), "body")
    text = _text(body, "content")
    if _text(body, "contentType").lower() == "text":
        return text.strip()
    text = re.sub(r"<(br|/p|/div|/li)\b[^>]*>", "\n", text, flags=re.IGNORECASE)
    text = unescape(re.sub(r"<[^>]+>", "", text)).replace("\xa0", " ")
    return "\n".join(line for each in text.splitlines() if (line := each.strip()))


def _personal(conversation: Json) -> bool:
    return _text(conversation, "conversationType") in ("", "personal")


def _client(activity: Json) -> Json:
    found = [each for each in _list(activity, "entities") if each.get("type") == "clientInfo"]
    return found[0] if found else {}


def _part(of: Json, key: str) -> Json:
    part = of.get(key)
    return part if isinstance(part, dict) else {}


def _list(of: Json, key: str) -> list[Json]:
    part = of.get(key)
    return [each for each in part if isinstance(each, dict)] if isinstance(part, list) else []


def _text(of: Json, key: str) -> str:
    text = of.get(key)
    return text.replace("\0", "") if isinstance(text, str) else ""
