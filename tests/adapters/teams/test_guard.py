"""Nothing unproven comes in: every forged request is refused, and nobody is called for it."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.teams import guard
from bot import events
from tests.adapters.teams.conftest import Bot, payload


def post(bot: Bot, body: bytes, token: str | None) -> int:
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = token if token.startswith(("Basic", "Bearer")) else f"Bearer {token}"
    return httpx.post(bot.url, content=body, headers=headers).status_code


def tap(bot: Bot, **over: Any) -> bytes:
    return json.dumps({**payload("tap_executed"), "serviceUrl": bot.fake.url, **over}).encode()


def untouched(bot: Bot) -> bool:
    return not bot.door.events and not bot.fake.tell("state")["calls"] and not bot.vault.reads


def test_a_proven_tap_comes_in(bot: Bot) -> None:
    assert post(bot, tap(bot), bot.fake.token()) == 200
    assert len(bot.door.events) == 1


NOW = int(time.time())
FORGED: dict[str, dict[str, Any]] = {
    "expired": {"exp": NOW - 600},
    "without an end": {"exp": None},
    "without a beginning": {"nbf": None},
    "not valid yet": {"nbf": NOW + 900},
    "for another bot": {"aud": "app-2"},
    "for several bots": {"aud": ["app-1", "app-2"]},
    "for nobody": {"aud": None},
    "from somebody else": {"iss": "https://sts.windows.net/t1/"},
    "from nobody": {"iss": None},
    "under an unknown key": {"kid": "unknown"},
    "under no key": {"kid": None},
    "signed with a word": {"alg": "HS256"},
    "not signed": {"alg": "none"},
    "signed longer": {"alg": "RS512"},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_token_that_is_not_right_is_refused(bot: Bot, name: str) -> None:
    assert post(bot, tap(bot), bot.fake.token(**FORGED[name])) == 401
    assert untouched(bot)


@pytest.mark.parametrize("token", [None, "", "garbage", "a.b.c", "Basic YTpi", "Bearer", "Bearer é", "é.é.é"])
def test_no_token_or_garbage_is_refused(bot: Bot, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": token.encode()}
    assert httpx.post(bot.url, content=tap(bot), headers=headers).status_code == 401
    assert untouched(bot)


def test_a_key_of_ones_own_under_microsofts_name_is_refused(bot: Bot) -> None:
    kid = jwt.get_unverified_header(bot.fake.token())["kid"]
    claims = jwt.decode(bot.fake.token(), options={"verify_signature": False})
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert post(bot, tap(bot), jwt.encode(claims, own, algorithm="RS256", headers={"kid": kid})) == 401
    assert untouched(bot)


@pytest.mark.parametrize(
    "claimed",
    [
        "https://evil.example",
        "http://smba.trafficmanager.net",
        "https://smba.trafficmanager.net/emea/",
        None,
        "",
    ],
)
def test_another_service_than_the_tokens_is_refused(bot: Bot, claimed: str | None) -> None:
    assert post(bot, tap(bot), bot.fake.token(serviceurl=claimed)) == 403
    assert untouched(bot)


def test_a_foreign_service_is_refused_although_the_token_says_the_same(bot: Bot) -> None:
    evil = "http://127.0.0.1:9/"
    assert post(bot, tap(bot, serviceUrl=evil), bot.fake.token(evil)) == 403
    assert untouched(bot)


@pytest.mark.parametrize(
    "over",
    [
        {"channelData": {"tenant": {"id": "t2"}}},
        {"channelData": {}, "conversation": {}},
        {"channelId": "emulator"},
        {"channelId": None},
        {"serviceUrl": None},
    ],
)
def test_an_activity_that_is_not_ours_is_refused(bot: Bot, over: dict[str, Any]) -> None:
    assert post(bot, tap(bot, **over), bot.fake.token()) == 403
    assert untouched(bot)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"{}", b'{"type": 3}', b"\xff\xfe", b"[" * 100_000, b'{"a":NaN']
)
def test_what_is_no_activity_is_refused(bot: Bot, body: bytes) -> None:
    assert post(bot, body, bot.fake.token()) == 400
    assert untouched(bot)


def test_too_much_is_refused_before_anything_else(bot: Bot) -> None:
    assert post(bot, b"x" * (guard.LIMIT + 1), None) == 413
    chunks = (b"x" * 65_536 for _ in range(8))
    assert httpx.post(bot.url, content=chunks).status_code == 413
    assert untouched(bot)


def test_half_a_surrogate_and_a_nul_are_no_accident(bot: Bot) -> None:
    body = tap(bot, type="message", value=None, text="x").replace(
        b'"x"', b'"a\\ud800b\\u0000c \\ud83d\\ude00"'
    )
    assert post(bot, body, bot.fake.token()) == 200
    assert getattr(bot.door.events[0], "text", "") == "a?bc 😀"


def test_a_refusal_logs_its_reason_and_nothing_of_the_request(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    post(bot, tap(bot, text="geheim"), bot.fake.token(aud="app-2"))
    post(bot, b'"geheim', bot.fake.token())
    assert [record.getMessage() for record in caplog.records if record.name.startswith("adapters")] == [
        "refused a request to Teams' door: 401 InvalidAudienceError",
        "refused a request to Teams' door: 400 not JSON",
    ]


def test_a_failing_turn_says_nothing(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    bot.door.replies[events.Answered] = ValueError("geheim")  # type: ignore[assignment]
    assert post(bot, tap(bot), bot.fake.token()) == 500
    assert "geheim" not in caplog.text


def test_a_rotated_key_is_found_and_the_old_one_forgotten(bot: Bot) -> None:
    old = bot.fake.token()
    assert post(bot, tap(bot), old) == 200
    bot.fake.tell("rotate")
    assert post(bot, tap(bot), bot.fake.token()) == 200
    assert post(bot, tap(bot), old) == 401
    assert bot.fake.tell("state")["fetches"] == 2


def test_a_flood_of_unknown_keys_costs_two_fetches(bot: Bot) -> None:
    for number in range(10):
        assert post(bot, tap(bot), bot.fake.token(kid=f"k{number}")) == 401
    assert bot.fake.tell("state")["fetches"] == 2
    assert post(bot, tap(bot), bot.fake.token()) == 200
