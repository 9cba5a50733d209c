"""Slack's payloads into the bot's events: pure, on plain dicts.

    block_actions     a tap on a button       -> the event its value spells
    view_submission   a sent form             -> the event in private_metadata, filled
    message_action    the message shortcut    -> RelayBegun with the message's words
    /pulse …          the slash command       -> Commanded
    event_callback    message.im              -> Commanded
                      app_home_opened         -> Opened (home tab), Arrived (messages tab)
                      member_joined_channel, member_left_channel, subteam_members_changed -> MembersChanged
                      team_join, user_change  -> Arrived, Departed
                      app_uninstalled, tokens_revoked -> Uninstalled

Everything else is None: acknowledged, and nothing follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from adapters.slack import markup
from bot import events
from bot.events import Event, Who, wishes

Json = Mapping[str, Any]
Surface = Literal["message", "modal", "submission", "home", "command", "chat"]

FORM = "form"  # the action id of the button that sends a form standing in a message
GROUP = "+"  # ends the name of a field's second picker, the one of user groups …
NONE = "-"  # … in which this means that none is chosen
SHORTCUT = "relay"  # the callback id of the message shortcut
GUEST = ("is_restricted", "is_ultra_restricted", "is_bot", "is_app_user", "is_stranger")


@dataclass(frozen=True)
class Place:
    """Where a person acted, and so where an answer can go."""

    surface: Surface
    channel: str = ""
    message: str = ""  # the timestamp of the message they tapped
    answer: str = ""  # the response_url
    trigger: str = ""  # opens one dialog within three seconds
    view: str = ""
    ephemeral: bool = False


@dataclass(frozen=True)
class Received:
    """What happened, and where. `at` is the second Slack says it happened, 0 when it does not."""

    event: Event
    place: Place
    at: int = 0


def received(body: Json) -> Received | None:
    """What a payload means; raises `events.Unreadable` for buttons of another version."""
    kind = body.get("type")
    if "command" in body:
        return _command(body)
    if kind == "block_actions":
        return _tap(body)
    if kind == "view_submission":
        return _submission(body)
    if kind == "message_action":
        return _shortcut(body)
    if kind == "event_callback":
        return _callback(body, body.get("event") or {})
    return None


def who(body: Json) -> Who:
    """Who acted, from an interaction, a command or an event."""
    user = body.get("user") or body.get("user_id") or (body.get("event") or {}).get("user") or ""
    if isinstance(user, str):
        return Who("slack", home(body), user)
    return person(home(body), user, foreign=_foreign(body, user.get("team_id")))


def person(at: str, user: Json, *, foreign: bool = False) -> Who:
    """A person from Slack's own record of them (users.info, user_change) or the part of it in a tap."""
    outsider = foreign or user.get("id") == "USLACKBOT" or any(user.get(mark) for mark in GUEST)
    admin = bool(user.get("is_admin") or user.get("is_owner"))
    locale, zone = user.get("locale") or "", user.get("tz") or ""
    return Who("slack", at, str(user.get("id", "")), locale, zone, outsider, admin)


def home(body: Json) -> str:
    """The home a payload belongs to: the team, or the organisation where that is what is installed."""
    given = (body.get("authorizations") or [body])[0]
    team, enterprise = body.get("team"), body.get("enterprise")
    if str(given.get("is_enterprise_install", "")).lower() == "true":
        found = given.get("enterprise_id") or (enterprise or {}).get("id")
    else:
        found = given.get("team_id") or (team or {}).get("id") or body.get("team_id")
    return str(found or "")


def _foreign(body: Json, team: object) -> bool:
    """Somebody of another organisation; inside one enterprise teams may differ."""
    mine = (body.get("team") or {}).get("id") if isinstance(body.get("team"), dict) else body.get("team_id")
    return bool(team and mine and team != mine and not body.get("enterprise"))


def _command(body: Json) -> Received:
    place = Place(
        "command",
        channel=str(body.get("channel_id", "")),
        answer=str(body.get("response_url", "")),
        trigger=str(body.get("trigger_id", "")),
    )
    return Received(events.Commanded(who=who(body), text=markup.plain(str(body.get("text", "")))), place)


def _tap(body: Json) -> Received | None:
    action = (body.get("actions") or [{}])[0]
    if action.get("type") != "button" or not isinstance(action.get("value"), str):
        return None
    view = body.get("view") or {}
    state = view.get("state") or body.get("state") or {}
    filled = _filled(state) if action.get("action_id") == FORM else {}
    return Received(events.read(action["value"], who(body), filled=filled), _tapped(body, view))


def _tapped(body: Json, view: Json) -> Place:
    container, channel = body.get("container") or {}, (body.get("channel") or {}).get("id")
    surface: Surface = "home" if view.get("type") == "home" else "modal" if view else "message"
    return Place(
        surface,
        channel=str(channel or container.get("channel_id") or ""),
        message=str(container.get("message_ts") or (body.get("message") or {}).get("ts") or ""),
        answer=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id") or ""),
        view=str(view.get("id") or ""),
        ephemeral=bool(container.get("is_ephemeral")),
    )


def _submission(body: Json) -> Received | None:
    view = body.get("view") or {}
    # The hash changes with every update of the view and not with a second press of the button.
    id = f"{view.get('id', '')}:{view.get('hash', '')}"
    event = events.read(
        str(view.get("private_metadata", "")), who(body), id=id, filled=_filled(view.get("state") or {})
    )
    return Received(event, Place("submission", view=str(view.get("id") or "")))


def _filled(state: Json) -> dict[str, str]:
    """The fields of a form by name: the action id is the field's name.

    Of a field with a second picker, a choice in the second one counts.
    """
    given = {
        name: _value(element)
        for block in (state.get("values") or {}).values()
        for name, element in block.items()
    }
    second = {n.removesuffix(GROUP): v for n, v in given.items() if n.endswith(GROUP) and v not in ("", NONE)}
    return {name: value for name, value in given.items() if not name.endswith(GROUP)} | second


def _value(element: Json) -> str:
    if element.get("type") == "checkboxes":
        return "yes" if element.get("selected_options") else ""
    chosen = element.get("selected_option") or {}
    picked = element.get("selected_conversation")
    return markup.clean(str(element.get("value") or chosen.get("value") or picked or ""))


def _shortcut(body: Json) -> Received | None:
    if body.get("callback_id") != SHORTCUT:
        return None
    words = markup.plain(str((body.get("message") or {}).get("text") or ""))
    place = Place(
        "command",
        channel=str((body.get("channel") or {}).get("id") or ""),
        answer=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id") or ""),
    )
    return Received(events.RelayBegun(who=who(body), text=words), place)


def _callback(body: Json, event: Json) -> Received | None:
    happened = _HAPPENED.get(str(event.get("type")))
    found = happened(body, event) if happened else None
    if found is None:
        return None
    what, place = found
    return Received(what, place, int(body.get("event_time") or 0))


def _message(body: Json, event: Json) -> tuple[Event, Place] | None:
    if event.get("channel_type") != "im" or event.get("bot_id") or not event.get("user"):
        return None
    if event.get("subtype") not in (None, "file_share"):
        return None
    team = event.get("user_team") or event.get("team")
    me = person(home(body), {"id": event["user"]}, foreign=_foreign(body, team))
    said = events.Commanded(who=me, id=_id(body), text=markup.plain(str(event.get("text") or "")))
    return said, Place("chat", channel=str(event.get("channel") or ""))


def _opened(body: Json, event: Json) -> tuple[Event, Place]:
    place = Place("home" if event.get("tab") == "home" else "chat", channel=str(event.get("channel") or ""))
    if place.surface == "home":
        return wishes.HomeOpened(who=who(body), id=_id(body)), place
    return events.Arrived(who=who(body), id=_id(body)), place


def _changed(body: Json, event: Json) -> tuple[Event, Place] | None:
    user = event.get("user") or {}
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return None
    me = person(home(body), user, foreign=_foreign(body, user.get("team_id")))
    kind = events.Departed if user.get("deleted") or me.outsider else events.Arrived
    return kind(who=me, id=_id(body)), Place("chat")


def _members(body: Json, event: Json) -> tuple[Event, Place] | None:
    channel = str(event.get("channel") or event.get("subteam_id") or "")
    changed = wishes.MembersChanged(who=Who("slack", home(body), ""), id=_id(body), channel=channel)
    return (changed, Place("chat")) if channel else None


def _gone(body: Json, event: Json) -> tuple[Event, Place] | None:
    if event.get("type") == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
        return None  # a person took back their own token; the bot's still holds
    return events.Uninstalled(who=Who("slack", home(body), ""), id=_id(body)), Place("chat")


def _id(body: Json) -> str:
    return str(body.get("event_id") or "")


_HAPPENED = {
    "message": _message,
    "app_home_opened": _opened,
    "member_joined_channel": _members,
    "member_left_channel": _members,
    "subteam_members_changed": _members,
    "team_join": _changed,
    "user_change": _changed,
    "app_uninstalled": _gone,
    "tokens_revoked": _gone,
}
