"""Making messages stand: at most once, and every no understood."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any

import pytest

from adapters import teams
from adapters.platform import Address, Sent, Uncertain, Undeliverable
from adapters.teams import pace, refusals
from bot import messages
from tests.adapters.teams import cards
from tests.adapters.teams.conftest import Bot

ASK = messages.Message("Frage", messages.lines("Haben wir gehalten?"))
THANKS = messages.Message("Danke", messages.lines("Danke, notiert."))
MIA = Address("t1", user="aad-mia")


def words(bot: Bot) -> list[list[str]]:
    return [cards.texts(each["activity"]["attachments"][0]["content"]) for each in bot.fake.messages()]


def refused(bot: Bot, to: Address = MIA, over: Sent | None = None) -> Undeliverable:
    with pytest.raises(Undeliverable) as caught:
        bot.run(bot.platform.show(ASK, to, over))
    return caught.value


def test_an_ask_stands_in_a_chat_opened_for_it_and_is_replaced_there(bot: Bot) -> None:
    sent = bot.run(bot.platform.show(ASK, MIA))
    assert sent.chat == bot.fake.tell("state")["chats"]["aad-mia"]
    assert bot.run(bot.platform.show(THANKS, MIA, sent)) == sent
    assert words(bot) == [["Danke, notiert."]]


def test_a_known_chat_is_not_opened_again_and_a_token_serves_many(bot: Bot) -> None:
    chat = bot.run(bot.platform.show(ASK, MIA)).chat
    known = Address("t1", user="aad-mia", chat=chat, route=bot.fake.url)
    for _ in range(3):
        assert bot.run(bot.platform.show(ASK, known)).chat == chat
    state = bot.fake.tell("state")
    assert [path for _, path in state["calls"]].count("/v3/conversations") == 1
    assert state["logins"] == 1


def test_a_chat_that_is_gone_is_opened_anew(bot: Bot) -> None:
    sent = bot.run(bot.platform.show(ASK, Address("t1", user="aad-mia", chat="a:deleted")))
    assert sent.chat == bot.fake.tell("state")["chats"]["aad-mia"]
    assert len(words(bot)) == 1


def test_a_digest_stands_in_a_channel(bot: Bot) -> None:
    sent = bot.run(bot.platform.show(ASK, Address("t1", channel="19:leaders@thread.tacv2")))
    assert sent.chat == "19:leaders@thread.tacv2"
    bot.run(bot.platform.show(THANKS, Address("t1", channel=sent.chat), sent))
    assert [(each["chat"], each["edits"]) for each in bot.fake.messages()] == [(sent.chat, 1)]


@pytest.mark.parametrize(
    ("fault", "permanent", "retry_after", "gone"),
    [
        ("429:7", False, 7.0, False),
        ("412", False, None, False),
        ("502", False, None, False),
        ("503", False, None, False),
        ("504", False, None, False),
        ("403:MessageWritesBlocked", True, None, False),
        ("403:BotNotInConversationRoster", True, None, False),
        ("403:ConversationBlockedByUser", True, None, False),
        ("403:BotDisabledByAdmin", True, None, True),
        ("400:BadSyntax", True, None, False),
    ],
)
def test_a_no_is_told_apart(
    bot: Bot, fault: str, permanent: bool, retry_after: float | None, gone: bool
) -> None:
    bot.fake.fault(fault)
    no = refused(bot)
    assert (no.permanent, no.retry_after, no.gone) == (permanent, retry_after, gone)
    assert "people" not in no.reason
    assert words(bot) == []


@pytest.mark.parametrize(("fault", "stands"), [("lost", 0), ("kept", 1), ("500", 0)])
def test_a_lost_answer_is_uncertain_and_nothing_is_sent_again(bot: Bot, fault: str, stands: int) -> None:
    bot.fake.fault(fault)
    with pytest.raises(Uncertain):
        bot.run(bot.platform.show(ASK, MIA))
    assert len(words(bot)) == stands


@pytest.mark.parametrize("fault", ["open:lost", "open:500", "open:429:3"])
def test_a_chat_that_could_not_be_opened_leaves_nothing_uncertain(bot: Bot, fault: str) -> None:
    bot.fake.fault(fault)
    assert refused(bot).permanent is False
    assert words(bot) == []


def test_a_replacement_may_be_repeated(bot: Bot) -> None:
    no = refused(bot, MIA, Sent("a:gone", "1"))
    assert (no.permanent, no.reason) == (True, "404 ActivityNotFoundInConversation")


def test_a_revoked_token_is_replaced_by_a_fresh_one(bot: Bot) -> None:
    bot.run(bot.platform.show(ASK, MIA))
    bot.fake.tell("revoke")
    bot.run(bot.platform.show(ASK, MIA))
    assert bot.fake.tell("state")["logins"] == 2
    assert len(words(bot)) == 2


def test_no_socket_goes_to_a_foreign_service(bot: Bot) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as trap:
        trap.settimeout(0.1)
        foreign = f"http://127.0.0.1:{trap.getsockname()[1]}"
        no = refused(bot, Address("t1", user="aad-mia", route=foreign))
        with pytest.raises(TimeoutError):
            trap.accept()
    assert no.permanent is True


def test_nobody_there_is_no_uncertainty(bot: Bot) -> None:
    platform = teams.connect(bot.vault, **{**bot.fake.settings(), "service_hosts": "127.0.0.1"})
    closed = Address("t1", user="aad-mia", chat="a:x", route="http://127.0.0.1:1")
    with pytest.raises(Undeliverable) as caught:
        bot.run(platform.show(ASK, closed))
    bot.run(platform.close())
    assert caught.value.permanent is False


def test_wrong_credentials_say_what_to_check(bot: Bot) -> None:
    platform = teams.connect(bot.vault, **{**bot.fake.settings(), "app_secret": "wrong"})
    with pytest.raises(Undeliverable, match="TEAMS_APP_SECRET"):
        bot.run(platform.ping())
    bot.run(platform.close())
    bot.run(bot.platform.ping())


def test_a_managed_identity_needs_no_secret(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{bot.fake.url}/identity")
    monkeypatch.setenv("IDENTITY_HEADER", "s3cret")
    told = {**bot.fake.settings(), "app_secret": "", "managed_identity": "1"}
    platform = teams.connect(bot.vault, **told)
    bot.run(platform.show(ASK, MIA))
    bot.run(platform.show(ASK, MIA))
    bot.run(platform.close())
    assert (len(words(bot)), bot.fake.tell("state")["logins"]) == (2, 1)


def test_many_at_once_log_in_once(bot: Bot) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(bot.platform.show(ASK, Address("t1", user=f"u{n}")) for n in range(20)))

    bot.run(all_at_once())
    assert (len(words(bot)), bot.fake.tell("state")["logins"]) == (20, 1)


def test_members_come_page_by_page_with_guests_marked(bot: Bot) -> None:
    def person(number: int, **more: Any) -> dict[str, Any]:
        return {"id": f"29:{number}", "aadObjectId": f"aad-{number}", "tenantId": "t1", **more}

    everybody = [person(number, userRole="user") for number in range(450)]
    bot.fake.tell("roster", chat="19:team@thread.tacv2", members=everybody)
    found = bot.run(bot.platform.members("t1", "19:team@thread.tacv2"))
    assert [who.user for who in found] == [f"aad-{number}" for number in range(450)]
    assert not any(who.outsider for who in found)
    assert not bot.run(bot.platform.shared("t1", "19:team@thread.tacv2"))

    for stranger in (person(1, userRole="guest"), person(2, tenantId="t2"), {"id": "29:x"}):
        bot.fake.tell("roster", chat="19:team@thread.tacv2", members=[*everybody, stranger])
        assert bot.run(bot.platform.members("t1", "19:team@thread.tacv2"))[-1].outsider
        assert bot.run(bot.platform.shared("t1", "19:team@thread.tacv2"))


@pytest.mark.parametrize(
    ("said", "wait"),
    [("7", 7.0), ("0.5", 0.5), ("", None), ("soon", None), ("-3", 0.0), ("1e9", 86_400.0), ("nan", None)],
)
def test_a_wait_is_read_as_it_is_said(said: str, wait: float | None) -> None:
    assert refusals.retry_after({"Retry-After": said}) == wait


def test_a_wait_may_be_a_date() -> None:
    assert refusals.retry_after({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0


def test_no_second_sees_more_calls_than_allowed() -> None:
    now, waits = 0.0, []

    async def sleep(seconds: float) -> None:
        nonlocal now
        waits.append(seconds)
        now += seconds

    async def all_of_them() -> list[float]:
        paced = pace.Pace(50, lambda: now, sleep)
        turns = []
        for _ in range(175):
            await paced.turn("t1")
            turns.append(now)
            await paced.turn("t2")
        return turns

    turns = asyncio.run(all_of_them())
    assert all(later - sooner > 1.0 for sooner, later in zip(turns, turns[50:], strict=False))
    assert 150 / turns[-1] > 0.95 * 50


def test_a_call_that_was_held_up_keeps_its_place_until_later() -> None:
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    paced = pace.Pace(1, lambda: now, sleep)

    async def call(took: float) -> float:
        nonlocal now
        turn = await paced.turn("t1")
        now += took
        turn.done()
        return turn.at

    assert asyncio.run(call(0.25)) == 0.25  # nothing is known yet: seen when it was answered, at worst
    for _ in range(99):
        asyncio.run(call(0.125))
    began = now + pace.WINDOW_S - 0.125
    assert asyncio.run(call(0.5)) == pytest.approx(began + 0.5 - 0.125)


def test_chats_that_are_quiet_are_forgotten() -> None:
    now = 0.0
    paced = pace.Pace(7, lambda: now)

    async def many() -> None:
        nonlocal now
        for chat in range(25_000):
            now += 0.01
            await paced.turn(str(chat))

    asyncio.run(many())
    assert len(paced._turns) <= 10_000
