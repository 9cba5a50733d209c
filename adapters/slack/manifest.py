"""What an admin uploads to Slack: `pulse manifest slack --url https://…`."""

from __future__ import annotations

from typing import Any

from adapters.slack.parse import SHORTCUT

# The least that works. No channel history: im:history is only what people write to the bot itself.
SCOPES = (
    "channels:read",  # members of an audience channel; whether a digest channel is shared
    "chat:write",
    "commands",
    "files:write",  # "my data" as a file, to the person alone; a digest's chart where Slack draws none
    "groups:read",  # the same for private channels the bot was invited to
    "im:history",
    "im:write",
    "usergroups:read",
    "users:read",  # language, time zone, guests and deactivated people
)
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "member_joined_channel",  # the audience is kept up
    "member_left_channel",
    "message.im",
    "subteam_members_changed",
    "team_join",
    "tokens_revoked",
    "user_change",
)


def manifest(url: str, *, socket: bool = False) -> dict[str, Any]:
    """The app manifest for a bot that is reached at `url`; with `socket` for a developer's machine."""
    url = url.rstrip("/")
    return {
        "display_information": {
            "name": "Kundenpuls",
            "description": "One question, one tap: what customers feel, relayed by colleagues.",
            "background_color": "#1f4d5c",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Kundenpuls", "always_online": True},
            "shortcuts": [
                {
                    "name": "Relay as customer pulse",
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": "Pass on what a customer said",
                }
            ],
            "slash_commands": [
                {
                    "command": "/pulse",
                    "description": "Kundenpuls: everything you can do",
                    "usage_hint": "[relay …|pause|privacy|setup|help|hilfe]",
                    "should_escape": False,
                    **({} if socket else {"url": f"{url}/slack/events"}),
                }
            ],
        },
        "oauth_config": {
            "redirect_urls": [f"{url}/slack/oauth_redirect"],
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **_reached(url, "request_url", socket)},
            "interactivity": {"is_enabled": True, **_reached(url, "request_url", socket)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": True,
        },
    }


def _reached(url: str, name: str, socket: bool) -> dict[str, str]:
    return {} if socket else {name: f"{url}/slack/events"}
