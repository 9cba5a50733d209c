"""What an admin uploads."""

from __future__ import annotations

import json
from pathlib import Path

from adapters.slack import manifest
from adapters.slack.manifest import EVENTS, SCOPES

FILE = Path(__file__).parents[3] / "manifests" / "slack.json"


def test_the_file_is_what_the_command_writes() -> None:
    assert json.loads(FILE.read_text()) == manifest("https://pulse.example.com")


def test_slacks_own_limits() -> None:
    made = manifest("https://pulse.example.com/")
    about, features = made["display_information"], made["features"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in features["shortcuts"])
    assert all(len(each["description"]) <= 2000 for each in features["slash_commands"])
    assert len(features["bot_user"]["display_name"]) <= 80


def test_rights_are_least_and_tokens_rotate() -> None:
    made = manifest("https://pulse.example.com")
    assert made["oauth_config"]["scopes"] == {"bot": sorted(SCOPES)}
    assert not {"channels:history", "groups:history", "users:read.email", "chat:write.public"} & set(SCOPES)
    assert made["settings"]["token_rotation_enabled"] is True
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)


def test_socket_mode_needs_no_address() -> None:
    made = manifest("https://pulse.example.com", socket=True)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "/slack/events" not in json.dumps(made)
