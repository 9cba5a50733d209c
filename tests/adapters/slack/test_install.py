"""Installing, renewing and losing a workspace's token."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from adapters import slack as platform
from adapters.platform import Address, Undeliverable
from adapters.slack.install import States
from bot.events import Uninstalled
from bot.events.wishes import Installed
from bot.messages import Message
from tests.adapters.slack.conftest import SECRET, Bot, Vault
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People
from tests.fakes.web import WEB

HELLO = Message("Hallo")


@pytest.fixture
def many(slack: FakeSlack) -> Iterator[Bot]:
    """A bot for many workspaces."""
    slack.workspaces["T1"].tokens.clear()
    running = Bot(
        slack, bot_token="", client_id=slack.client[0], client_secret=slack.client[1], url="https://p.example"
    )
    yield running
    running.close()


def begin(many: Bot) -> tuple[str, str]:
    """The state and the cookie of a browser that was sent to Slack."""
    answer = WEB.get(many.url + "/slack/install")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 302
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/slack"} <= set(cookie.split("; "))
    assert asked["redirect_uri"] == ["https://p.example/slack/oauth_redirect"]
    return asked["state"][0], cookie.split(";")[0].split("=", 1)[1]


def end(many: Bot, state: str, cookie: str, code: str = "code", **more: str) -> httpx.Response:
    cookies = {"Cookie": f"pulse_install={cookie}"} if cookie else {}
    query = {"state": state, "code": code, **more}
    return WEB.get(many.url + "/slack/oauth_redirect", params=query, headers=cookies)


def install(many: Bot, slack: FakeSlack, team: str = "T1") -> None:
    slack.codes["code"] = team
    assert end(many, *begin(many)).status_code == 200


def test_the_installer_arrives_as_admin_and_the_token_is_sealed(many: Bot, slack: FakeSlack) -> None:
    install(many, slack)
    [arrived] = many.door.heard
    assert isinstance(arrived, Installed)
    assert arrived.scope == "home"
    assert (arrived.who.home, arrived.who.user, arrived.who.admin) == ("T1", "UADMIN", True)
    assert set(many.vault.secrets["T1"]) == {"token", "refresh", "ends", "installed"}
    many.do(many.platform.show(HELLO, Address("T1", user="U1")))
    assert len(slack.said("U1")) == 1


def test_a_state_without_a_browser_of_its_own_is_refused(many: Bot, slack: FakeSlack) -> None:
    slack.codes["code"] = "T1"
    state, cookie = begin(many)
    other, others_cookie = begin(many)
    for given, held in (
        (state, ""),
        (state, others_cookie),
        (other, cookie),
        ("", cookie),
        (state + "0", cookie),
    ):
        assert end(many, given, held).status_code == 400
    assert slack.called("oauth.v2.access") == []
    assert end(many, state, cookie).status_code == 200
    assert end(many, state, cookie).status_code == 400
    assert len(slack.called("oauth.v2.access")) == 1


def test_a_state_lasts_ten_minutes() -> None:
    now = [1_000_000.0]
    states = States("secret", lambda: now[0])
    nonce, state = states.begin()
    now[0] += 601
    assert not states.take(state, nonce)
    assert not States("another", lambda: 1_000_000.0).take(state, nonce)


@pytest.mark.parametrize(("code", "more"), [("", {}), ("code", {"error": "access_denied"}), ("wrong", {})])
def test_what_slack_did_not_grant_is_not_installed(
    many: Bot, slack: FakeSlack, code: str, more: dict[str, str]
) -> None:
    answer = end(many, *begin(many), code, **more)
    assert answer.status_code == 400
    assert "installiert" in answer.text or "Installation" in answer.text
    assert (many.door.heard, many.vault.secrets) == ([], {})


def age(many: Bot, seconds: int) -> None:
    """Let the sealed token come near its end, as another process would find it."""
    secrets = many.vault.secrets["T1"]
    secrets["ends"] = str(int(time.time()) + seconds)
    many.platform._sealed._read.clear()  # type: ignore[union-attr]


def test_ten_at_once_renew_a_token_once(many: Bot, slack: FakeSlack) -> None:
    install(many, slack)
    age(many, 60)

    async def ten() -> None:
        shows = [many.platform.show(HELLO, Address("T1", user="U1", chat="DU1")) for _ in range(10)]
        await asyncio.gather(*shows)

    many.do(ten())
    assert len(slack.said("U1")) == 10
    assert len(slack.called("oauth.v2.access")) == 2


def test_a_token_slack_calls_expired_is_renewed_and_the_message_sent(many: Bot, slack: FakeSlack) -> None:
    install(many, slack)
    old = many.vault.secrets["T1"]["token"]
    slack.workspaces["T1"].tokens[old] = 1.0
    many.do(many.platform.show(HELLO, Address("T1", user="U1", chat="DU1")))
    assert len(slack.said("U1")) == 1
    assert many.vault.secrets["T1"]["token"] != old


def test_a_renewal_that_fails_harms_nothing_while_the_old_token_holds(many: Bot, slack: FakeSlack) -> None:
    install(many, slack)
    age(many, 600)
    slack.fail("oauth.v2.access", "lost", "429:5")
    for _ in range(2):
        many.do(many.platform.show(HELLO, Address("T1", user="U1", chat="DU1")))
    assert len(slack.said("U1")) == 2


def test_a_token_that_cannot_be_renewed_any_more_is_gone(many: Bot, slack: FakeSlack) -> None:
    install(many, slack)
    age(many, -5)
    slack.workspaces["T1"].refresh = "another"
    with pytest.raises(Undeliverable) as refusal:
        many.do(many.platform.show(HELLO, Address("T1", user="U1", chat="DU1")))
    assert refusal.value.gone


def test_a_home_that_is_not_installed_is_gone(many: Bot) -> None:
    with pytest.raises(Undeliverable) as refusal:
        many.do(many.platform.show(HELLO, Address("T404", user="U1", chat="DU1")))
    assert refusal.value.gone


@pytest.mark.parametrize(
    "event",
    [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"], "oauth": []}}],
)
def test_uninstalled_means_forgotten_at_once(many: Bot, slack: FakeSlack, event: dict[str, object]) -> None:
    install(many, slack)
    people = People(slack, many.url, SECRET)
    assert people.event(event, "Ev1").status_code == 200
    assert many.vault.secrets == {}
    assert [type(each) for each in many.door.heard] == [Installed, Uninstalled]
    with pytest.raises(Undeliverable):
        many.do(many.platform.show(HELLO, Address("T1", user="U1", chat="DU1")))


def test_yesterdays_uninstall_does_not_undo_todays_install(many: Bot, slack: FakeSlack) -> None:
    install(many, slack)
    late = {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "event_time": int(time.time()) - 3600,
        "event": {"type": "app_uninstalled"},
    }
    People(slack, many.url, SECRET).post(late)
    assert set(many.vault.secrets) == {"T1"}
    assert [type(each) for each in many.door.heard] == [Installed]


@pytest.mark.parametrize(
    ("variables", "missing"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"signing_secret": "x"}, "SLACK_BOT_TOKEN"),
        ({"bot_token": "x"}, "SLACK_SIGNING_SECRET"),
        ({"signing_secret": "x", "client_id": "1"}, "SLACK_CLIENT_SECRET"),
        ({"signing_secret": "x", "bot_token": "x", "client_secret": "1"}, "SLACK_CLIENT_ID"),
    ],
)
def test_what_is_missing_is_named(variables: dict[str, str], missing: str) -> None:
    with pytest.raises(platform.Incomplete, match=missing):
        platform.connect(Vault(), {f"SLACK_{name.upper()}": value for name, value in variables.items()})


def test_one_workspace_finds_its_home(slack: FakeSlack) -> None:
    running = Bot(slack)
    assert running.do(running.platform.whose()) == "T1"
    running.close()


def test_many_workspaces_have_no_home_to_find(many: Bot) -> None:
    assert many.do(many.platform.whose()) is None


def test_one_loop_after_the_other(slack: FakeSlack) -> None:
    made = platform.connect(
        Vault(), {"SLACK_API_URL": slack.url, "SLACK_BOT_TOKEN": "xoxb-T1", "SLACK_SIGNING_SECRET": "x"}
    )
    for _ in range(2):
        asyncio.run(made.show(HELLO, Address("T1", user="U1", chat="DU1")))
    asyncio.run(made.close())
    assert len(slack.said("U1")) == 2


def test_bolt_makes_no_store_of_its_own(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "2")
    running = Bot(slack)
    app = running.platform.inbound(running.door).app
    running.close()
    assert (app.oauth_flow, app.installation_store, app.client.retry_handlers) == (None, None, [])
