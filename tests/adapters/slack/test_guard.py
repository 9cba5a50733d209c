"""Who gets in: real requests against the running bot."""

from __future__ import annotations

import http.client
import json
import logging
import logging.config
import time
from urllib.parse import urlencode

import pytest

from bot import messages
from bot.messages import NOTHING, Message
from tests.adapters.slack.conftest import SECRET, Bot, until
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import FORM, JSON, People, signed
from tests.fakes.web import WEB

COMMAND = urlencode({"command": "/pulse", "text": "geheim", "team_id": "T1", "user_id": "U1"}).encode()


def send(bot: Bot, body: bytes, headers: dict[str, str], method: str = "POST") -> int:
    return WEB.request(method, bot.url + "/slack/events", content=body, headers=headers).status_code


def test_a_signed_request_comes_in(bot: Bot) -> None:
    assert send(bot, COMMAND, signed(SECRET, COMMAND, FORM)) == 200
    assert len(bot.door.heard) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": FORM},
        signed("another secret", COMMAND, FORM),
        signed(SECRET, COMMAND + b"x", FORM),
        {**signed(SECRET, COMMAND, FORM), "X-Slack-Request-Timestamp": "soon"},
        {**signed(SECRET, COMMAND, FORM), "X-Slack-Request-Timestamp": "²"},
        {**signed(SECRET, COMMAND, FORM), "X-Slack-Request-Timestamp": "9" * 40},
        {**signed(SECRET, COMMAND, FORM), "X-Slack-Signature": "v0=ü".encode("latin-1").decode("latin-1")},
    ],
    ids=["bare", "secret", "body", "word", "superscript", "huge", "accent"],
)
def test_what_slack_did_not_sign_now_stays_out(bot: Bot, slack: FakeSlack, headers: dict[str, str]) -> None:
    assert send(bot, COMMAND, {k: v.encode("latin-1") for k, v in headers.items()}) == 401  # type: ignore[misc]
    assert (bot.door.heard, slack.calls) == ([], [])


@pytest.mark.parametrize(("age", "status"), [(-305, 401), (-298, 200), (299, 200), (302, 401)])
def test_five_minutes_are_allowed(bot: Bot, age: int, status: int) -> None:
    assert send(bot, COMMAND, signed(SECRET, COMMAND, FORM, time.time() - age)) == status


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"3", JSON),
        (b"\xff\xfe", JSON),
        (b"[" * 100_000, JSON),
        (b"payload=%7B", FORM),
        (b"payload=%5B%5D", FORM),
        (b"&".join(b"a=1" for _ in range(200)), FORM),
        (b"<xml/>", "text/xml"),
    ],
)
def test_signed_nonsense_is_called_nonsense(bot: Bot, body: bytes, kind: str) -> None:
    assert send(bot, body, signed(SECRET, body, kind)) == 400
    assert bot.door.heard == []


def test_a_mebibyte_is_enough(bot: Bot) -> None:
    big = b"command=%2Fpulse&team_id=T1&user_id=U1&text=" + b"a" * (1024 * 1024)
    assert send(bot, big, signed(SECRET, big, FORM)) == 413
    fits = big[: 1024 * 1024]
    assert send(bot, fits, signed(SECRET, fits, FORM)) == 200


def test_a_body_without_a_length_is_counted(bot: Bot) -> None:
    def chunks() -> object:
        yield from (b"a" * 65536 for _ in range(20))

    answer = WEB.post(bot.url + "/slack/events", content=chunks(), headers={"Content-Type": FORM})
    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "TRACE", "OPTIONS"])
def test_other_methods_are_refused(bot: Bot, method: str) -> None:
    assert send(bot, b"", {}, method) == 405


def test_nothing_of_a_body_is_logged(
    bot: Bot,
    slack: FakeSlack,
    people: People,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})  # as uvicorn does
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("slack", "aiohttp", "adapters", "kundenpuls")):
            caplog.set_level(logging.DEBUG, name)

    def fails(event: object) -> object:
        raise RuntimeError("with geheim in it")

    send(bot, COMMAND, signed("another secret", COMMAND, FORM))
    people.command("U1", "relay geheim")
    bot.door.replies = lambda event: messages.tell(Message("geheim"))
    people.says("U1", "geheim")
    until(lambda: slack.said("U1"))
    people.post({"type": "geheim", "x": "geheim"})
    people.event({"type": "geheim"})
    bot.door.replies = fails  # type: ignore[assignment]
    assert people.command("U1", "relay geheim").status_code == 500
    bot.door.replies = lambda event: NOTHING
    assert "geheim" not in caplog.text
    assert "geheim" not in "".join(capfd.readouterr())
    assert "RuntimeError in " in caplog.text


def test_slack_asks_whether_somebody_is_there(bot: Bot, people: People) -> None:
    answer = people.post({"type": "url_verification", "challenge": "3eZbrw1aB", "token": "x"})
    assert (answer.status_code, answer.json()) == (200, {"challenge": "3eZbrw1aB"})
    assert people.post(b"ssl_check=1&token=x").status_code == 200


def test_a_pipelined_request_is_answered_in_turn(bot: Bot) -> None:
    line = http.client.HTTPConnection(bot.url.removeprefix("http://"))
    for _ in range(2):
        line.request("POST", "/slack/events", COMMAND, signed(SECRET, COMMAND, FORM))
        assert line.getresponse().read() == b""
    line.close()
    assert json.dumps([each.text for each in bot.door.heard]) == '["geheim", "geheim"]'  # type: ignore[attr-defined]
