"""The stand-in is as strict as Slack: what it lets through is worth something."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.slack import FakeSlack
from tests.fakes.web import WEB

VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "divider"}]}
DIVIDER = [{"type": "divider"}]


def ask(slack: FakeSlack, method: str, token: str = "xoxb-T1", **given: Any) -> str:
    """The error, or nothing."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = WEB.post(slack.url + method, json=given, headers=headers).json()
    return str(answer.get("error", ""))


def test_a_trigger_opens_one_dialog_and_only_for_three_seconds(slack: FakeSlack) -> None:
    trigger = slack.trigger()
    assert ask(slack, "views.open", trigger_id=trigger, view=VIEW) == ""
    assert ask(slack, "views.open", trigger_id=trigger, view=VIEW) == "exchanged_trigger_id"
    old = slack.trigger()
    state, made = slack.triggers[old]
    slack.triggers[old] = (state, made - 3.1)
    assert ask(slack, "views.open", trigger_id=old, view=VIEW) == "expired_trigger_id"
    assert ask(slack, "views.open", trigger_id="made up", view=VIEW) == "invalid_trigger_id"


def test_a_response_url_answers_five_times(slack: FakeSlack) -> None:
    url = slack.answer(None, "C1", "U1")
    answers = [WEB.post(url, json={"text": "x", "blocks": DIVIDER}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [404]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"channel": "COUT"}, "not_in_channel"),
        ({"channel": "COLD"}, "is_archived"),
        ({"channel": "C404"}, "channel_not_found"),
        ({"channel": "UGONE"}, "user_disabled"),
        ({"channel": "UBOT1"}, "cannot_dm_bot"),
        ({"channel": "C1", "blocks": [{"type": "alert"}]}, "invalid_blocks"),
        ({"channel": "C1", "blocks": DIVIDER * 51}, "invalid_blocks"),
        ({"channel": "C1", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C1", "text": ""}, "no_text"),
    ],
)
def test_what_slack_refuses_is_refused(slack: FakeSlack, given: dict[str, Any], error: str) -> None:
    slack.channel("T1", "COUT", bot=False)
    slack.channel("T1", "COLD", is_archived=True)
    slack.user("T1", "UGONE", deleted=True)
    slack.user("T1", "UBOT1", is_bot=True)
    assert ask(slack, "chat.postMessage", **{"text": "x", **given}) == error


def test_tokens_end(slack: FakeSlack) -> None:
    assert ask(slack, "auth.test", token="xoxb-other") == "token_revoked"
    assert ask(slack, "auth.test", token="") == "not_authed"
    slack.workspaces["T1"].tokens["xoxb-T1"] = 1.0
    assert ask(slack, "auth.test") == "token_expired"


def test_the_switch_makes_every_kind_of_fault(slack: FakeSlack) -> None:
    slack.flakiness = 0.5
    seen = {slack._fault("chat.postMessage") for _ in range(200)}
    assert seen == {"ok", "429:0", "500", "lost", "kept"}
