"""The methods of the fake's Web API: each takes the calling workspace and what it was given."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack_lint import problems, view_problems

Json = dict[str, Any]
OPEN = ("api.test", "apps.connections.open", "oauth.v2.access")  # need no token


class No(Exception):
    """Slack's `ok: false`."""


@dataclass
class Workspace:
    """A team: its people, channels and the tokens that hold for it."""

    team: str
    tokens: dict[str, float] = field(default_factory=dict)  # token -> when it ends, 0 for never
    refresh: str = ""
    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    takes_files: bool = True
    draws_charts: bool = True


class WebApi:
    """State, and what Slack does with it."""

    site = ""
    client = ("", "")

    def __init__(self) -> None:
        self._number, self._lock = itertools.count(1), threading.RLock()
        self.clear()

    def clear(self) -> None:
        """Nobody was ever here."""
        self.workspaces: dict[str, Workspace] = {}
        self.messages: dict[tuple[str, str], Json] = {}
        self.ephemerals: list[Json] = []
        self.homes: dict[str, Json] = {}
        self.views: dict[str, Json] = {}
        self.files: list[Json] = []
        self.codes: dict[str, str] = {}  # of OAuth -> team
        self.triggers: dict[str, tuple[str, float]] = {}
        self.answers: dict[str, Json] = {}  # response_urls
        self.socket = ""  # where Socket Mode connects
        self.refused: list[list[str]] = []  # what was wrong with what Slack does not draw

    def _ts(self) -> str:
        return f"{int(time.time())}.{next(self._number):06d}"

    def _api_test(self, home: None, given: Json) -> None: ...

    def _apps_connections_open(self, home: None, given: Json) -> Json:
        if not self.socket:
            raise No("internal_error")
        return {"url": self.socket}

    def _auth_test(self, home: Workspace, given: Json) -> Json:
        return {"team_id": home.team, "user_id": "UBOT", "bot_id": "B1"}

    def _oauth_v2_access(self, home: None, given: Json) -> Json:
        if (given.get("client_id"), given.get("client_secret")) != self.client:
            raise No("bad_client_secret")
        if given.get("grant_type") == "refresh_token":
            found = next(
                (w for w in self.workspaces.values() if w.refresh == given["refresh_token"] != ""), None
            )
            if found is None:
                raise No("invalid_refresh_token")
        else:
            found = self.workspaces.get(self.codes.pop(given.get("code", ""), ""))
            if found is None:
                raise No("invalid_code")
        return self._granted(found)

    def _granted(self, home: Workspace) -> Json:
        n = next(self._number)
        token, home.refresh = f"xoxe.xoxb-{home.team}-{n}", f"xoxe-1-{n}"
        home.tokens[token] = time.time() + 43200
        return {
            "access_token": token,
            "refresh_token": home.refresh,
            "expires_in": 43200,
            "token_type": "bot",
            "team": {"id": home.team},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": "UADMIN"},
            "bot_user_id": "UBOT",
        }

    def _chat_postMessage(self, home: Workspace, given: Json) -> Json:
        channel = self._channel(home, given.get("channel", ""))
        self._content(home, given)
        message = {**given, "channel": channel, "ts": self._ts(), "team": home.team}
        self.messages[channel, message["ts"]] = message
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _chat_update(self, home: Workspace, given: Json) -> Json:
        stands = self.messages.get((given.get("channel", ""), given.get("ts", "")))
        if stands is None or stands["team"] != home.team:
            raise No("message_not_found")
        self._content(home, given)
        stands.update(given)
        return {"channel": stands["channel"], "ts": stands["ts"]}

    def _chat_postEphemeral(self, home: Workspace, given: Json) -> Json:
        self._channel(home, given.get("channel", ""))
        self._content(home, given)
        return {"message_ts": self._whisper(given)}

    def _whisper(self, given: Json) -> str:
        """A message that one person sees."""
        told = {**given, "ts": self._ts(), "ephemeral": True}
        self.ephemerals.append(told)
        return str(told["ts"])

    def _content(self, home: Workspace, given: Json) -> None:
        if not given.get("text") and not given.get("blocks"):
            raise No("no_text")
        if len(given.get("text", "")) > 40_000:
            raise No("msg_too_long")
        blocks = given.get("blocks") or []
        found = self._wrong(blocks, "message") if blocks else []
        if any(b["type"] == "data_visualization" for b in blocks) and not home.draws_charts:
            found.append("unsupported type: data_visualization")
        if found:
            raise No("invalid_blocks")

    def _wrong(self, blocks: list[Json], surface: str) -> list[str]:
        return self._noted(problems(blocks, surface))

    def _wrong_view(self, view: Json) -> list[str]:
        return self._noted(view_problems(view))

    def _noted(self, found: list[str]) -> list[str]:
        if found:
            self.refused.append(found)
        return list(found)

    def _channel(self, home: Workspace, channel: str) -> str:
        if channel.startswith("D"):
            return self._direct(home, channel[1:])
        if channel.startswith("U"):
            return self._direct(home, channel)
        found = home.channels.get(channel)
        if found is None:
            raise No("channel_not_found")
        if found.get("is_archived"):
            raise No("is_archived")
        if not found["bot"]:
            raise No("not_in_channel")
        return channel

    def _direct(self, home: Workspace, user: str) -> str:
        person = home.users.get(user)
        if person is None:
            raise No("channel_not_found")
        if person["deleted"]:
            raise No("user_disabled")
        if person["is_bot"]:
            raise No("cannot_dm_bot")
        return "D" + user

    def _conversations_open(self, home: Workspace, given: Json) -> Json:
        return {"channel": {"id": self._direct(home, given["users"])}}

    def _conversations_info(self, home: Workspace, given: Json) -> Json:
        if given["channel"] not in home.channels:
            raise No("channel_not_found")
        found = home.channels[given["channel"]]
        if found.get("is_private") and not found["bot"]:
            raise No("channel_not_found")
        return {
            "channel": {k: v for k, v in found.items() if k not in ("members", "bot")}
            | {"is_member": found["bot"]}
        }

    def _conversations_members(self, home: Workspace, given: Json) -> Json:
        if given["channel"] not in home.channels:
            raise No("channel_not_found")
        return self._page(given, "members", list(home.channels[given["channel"]]["members"]))

    def _usergroups_users_list(self, home: Workspace, given: Json) -> Json:
        if given["usergroup"] not in home.groups:
            raise No("no_such_subteam")
        return {"users": home.groups[given["usergroup"]]}

    def _usergroups_list(self, home: Workspace, given: Json) -> Json:
        return {"usergroups": [{"id": id, "name": id, "handle": id.lower()} for id in home.groups]}

    def _users_info(self, home: Workspace, given: Json) -> Json:
        if given["user"] not in home.users:
            raise No("user_not_found")
        return {"user": home.users[given["user"]]}

    def _users_list(self, home: Workspace, given: Json) -> Json:
        return self._page(given, "members", list(home.users.values()))

    def _page(self, given: Json, key: str, everything: list[Any]) -> Json:
        at, size = int(given.get("cursor") or 0), int(given.get("limit") or 100)
        after = str(at + size) if at + size < len(everything) else ""
        return {key: everything[at : at + size], "response_metadata": {"next_cursor": after}}

    def _views_open(self, home: Workspace, given: Json) -> Json:
        state, made = self.triggers.get(given.get("trigger_id", ""), ("", 0.0))
        if state != "fresh":
            raise No("exchanged_trigger_id" if state else "invalid_trigger_id")
        if time.time() - made > 3:
            raise No("expired_trigger_id")
        self.triggers[given["trigger_id"]] = ("used", made)
        return {"view": self._view(given["view"], f"V{next(self._number)}")}

    def _views_update(self, home: Workspace, given: Json) -> Json:
        if given.get("view_id") not in self.views:
            raise No("not_found")
        return {"view": self._view(given["view"], given["view_id"])}

    def _views_publish(self, home: Workspace, given: Json) -> Json:
        if given["user_id"] not in home.users:
            raise No("user_not_found")
        if self._wrong_view(given["view"]):
            raise No("invalid_arguments")
        self.homes[given["user_id"]] = given["view"]
        return {"view": given["view"]}

    def _view(self, view: Json, id: str) -> Json:
        if self._wrong_view(view):
            raise No("invalid_arguments")
        self.views[id] = {**view, "id": id, "hash": f"{time.time()}.{next(self._number)}"}
        return self.views[id]

    def update_view(self, id: str, view: Json) -> None:
        """What `response_action: update` does."""
        self._view(view, id)

    def _files_getUploadURLExternal(self, home: Workspace, given: Json) -> Json:
        if not home.takes_files:
            raise No("file_uploads_disabled")
        if int(given["length"]) < 1 or not given["filename"] or len(given.get("alt_txt", "")) > 1000:
            raise No("invalid_arguments")
        alt = {"alt_txt": given["alt_txt"]} if given.get("alt_txt") else {}
        self.files.append({"name": given["filename"], "length": int(given["length"]), "channel": None, **alt})
        n = len(self.files) - 1
        return {"upload_url": f"{self.site}/upload/{n}", "file_id": f"F{n}"}

    def _files_completeUploadExternal(self, home: Workspace, given: Json) -> Json:
        for each in given["files"]:
            file = self.files[int(each["id"][1:])]
            content = file.get("content", "")
            if len(content if isinstance(content, bytes) else content.encode()) != file["length"]:
                raise No("file_upload_size_mismatch")
            file["channel"] = self._channel(home, given.get("channel_id", ""))
            if given.get("thread_ts"):
                if (file["channel"], given["thread_ts"]) not in self.messages:
                    raise No("thread_not_found")
                file["thread_ts"] = given["thread_ts"]
        return {"files": given["files"]}
