"""The loop that closes: a relay stays open until the customer confirms, and nobody learns who relayed it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.platform import Uncertain
from bot import events, privacy, words
from bot.cases import Case
from bot.model import Home
from storage.models import Base
from tests.world import ZONE, Message, Someone, World

SAID = "Anna Schulz waited three weeks for a refund and nobody called back, 0171 2345678"
MASKED = "waited three weeks for a refund and nobody called back"
DONE = "Refunds are paid within two days now"


def relays(someone: Someone, text: str = SAID, **fields: str) -> Message:
    """Somebody fills the form and keeps the preview; what stands there then."""
    handed = someone.world.does(someone.user, events.RelayBegun())
    preview = someone.sends(handed, text=text, **{"touchpoint": "support", "follow_up": "yes"} | fields)
    someone.taps(preview, "Keep it" if "Keep it" in preview.buttons else "So behalten")
    return next(message for message in someone.chat if message.post.id == preview.post.id)


def cards(world: World) -> list[Message]:
    """The cases that stand in the leadership channel."""
    return [message for message in world.digests if message.text.startswith(("Follow-up · ", "Fall · "))]


def card(world: World) -> Message:
    """The only one."""
    (found,) = [message for message in cards(world) if "\n" in message.text]
    return found


def resolves(leader: Someone, message: Message, line: str = DONE) -> Message:
    """A leader says what was done; what they alone are told."""
    return leader.sends(leader.taps(message, "Resolve"), text=line)


def case(world: World) -> Case:
    """The only case there is."""
    states = ("open", "resolved", "asked", "confirmed", "unknown", "withdrawn")
    with world.house.store.look(world.id) as work:
        (found,) = work.cases.of_state(states)
    return found


def rows(world: World) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but for what was heard."""
    with world.house.store.engine.connect().execution_options(reading=True) as db:
        return {
            table.name: [dict(row._mapping) for row in db.execute(table.select())]
            for table in Base.metadata.sorted_tables
            if table.name != "heard"
        }


def thursday_noon(world: World) -> None:
    """A moment in which everybody may be written to, some days on."""
    ahead = (3 - world.now.weekday()) % 7
    day = (world.now + timedelta(days=ahead)).astimezone(ZoneInfo(ZONE)).date()
    world.reaches(day, time(12))


def test_a_relay_stays_open_until_the_customer_confirms(world: World, mia: Someone, lea: Someone) -> None:
    kept = relays(mia)
    assert kept.text == words.say("relay.kept_follow_up", "en")
    world.passes(hours=4)
    opened = card(world)
    assert MASKED in opened.text
    assert "Schulz" not in opened.text
    assert "2345678" not in opened.text
    assert "Nobody has it yet. Best resolved by 27 Nov." in opened.text
    assert opened.buttons == ["I take it"]

    lea.taps(opened, "I take it")
    assert "Somebody has it." in card(world).text
    assert card(world).buttons == ["Resolve", "Hand over"]

    assert resolves(lea, card(world)).text == words.say("case.resolved_thanks", "en")
    world.catches_up()
    assert card(world).buttons == ["Reopen"]
    assert DONE in card(world).text
    thursday_noon(world)
    assert mia.last.text.split("\n")[1] == f"Thank you for telling us. This is what we did: {DONE}"
    assert mia.last.buttons == []

    world.passes(days=9)
    question = mia.last
    assert question.text.startswith("Did it hold for the customer?")
    assert question.buttons == ["It held", "It did not", "I don't know"]
    mia.taps(question, "It held")
    world.passes(days=3)
    assert "Confirmed: it held for the customer." in card(world).text
    assert case(world).state == "confirmed"


def test_without_the_tick_nothing_opens(world: World, mia: Someone, lea: Someone) -> None:
    for follow_up in ("", "no") if world.screen.name == "teams" else ("",):  # Teams says no in so many words
        assert relays(mia, follow_up=follow_up).text == words.say("relay.kept", "en")
    world.passes(days=3)
    assert cards(world) == []
    assert rows(world)["case"] == []


def test_the_preview_says_who_will_read_it_and_masking_more_keeps_the_tick(
    world: World, mia: Someone
) -> None:
    handed = world.does("mia", events.RelayBegun())
    preview = mia.sends(handed, text="The Hamburg refund took three weeks", follow_up="yes")
    assert preview.text.endswith(words.say("relay.preview_follow_up", "en"))
    again = mia.sends(mia.taps(preview, "Mask or correct"), words="Hamburg")
    assert again.text.endswith(words.say("relay.preview_follow_up", "en"))
    mia.taps(again, "Keep it")
    world.passes(hours=4)
    assert "The […] refund took three weeks" in card(world).text
    with world.house.store.look(world.id) as work:
        (relay,) = work.relays.of_week(world.week)
    assert relay.follow_up is False  # what is kept does not tell that somebody may be asked


def test_an_impatient_finger_keeps_it_once(world: World, mia: Someone) -> None:
    handed = world.does("mia", events.RelayBegun())
    preview = mia.sends(handed, text=SAID, touchpoint="support", follow_up="yes")
    for _ in range(3):
        mia.taps(preview, "Keep it")
        (said,) = [message for message in mia.chat if message.post.id == preview.post.id]
        assert said.text == words.say("relay.kept_follow_up", "en")
        assert list(said.buttons) == [words.say("case.take_back", "en")]
    world.passes(hours=20)
    assert MASKED in card(world).text
    with world.house.store.look(world.id) as work:
        assert len(work.relays.of_week(world.week)) == 1


def test_a_comment_is_followed_up_too_and_goes_with_its_answer(world: World, lea: Someone) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    assert mia.is_asked
    thanks = mia.answers(mia.question.buttons[0])
    preview = mia.sends(mia.taps(thanks, "Add what they said"), text=SAID, follow_up="yes")
    mia.taps(preview, "Keep it")
    world.passes(hours=20)
    assert MASKED in card(world).text
    mia.taps(next(m for m in mia.chat if "Undo" in m.buttons), "Undo")
    world.passes(days=3)
    (left,) = cards(world)
    assert "was taken back" in left.text
    assert MASKED not in left.text
    assert left.buttons == []


def test_who_said_never_again_is_not_offered_a_follow_up(world: World, mia: Someone) -> None:
    mia.taps(mia.writes("stop"), "Yes, never again")
    handed = world.does("mia", events.RelayBegun())
    assert "follow_up" not in str(handed["form"].card)
    assert relays(mia).text == words.say("relay.kept", "en")  # a form that was open before
    assert rows(world)["case"] == []


def test_the_first_who_takes_it_has_it_and_the_second_is_told_kindly(
    world: World, mia: Someone, lea: Someone
) -> None:
    tom = world.colleague("Tom", role="leader")
    relays(mia)
    world.passes(hours=4)
    stale = card(world)
    lea.taps(stale, "I take it")
    owner = case(world).owner
    tom.taps(stale, "I take it")
    assert tom.last.text == words.say("error.case_taken", "en")
    assert case(world).owner == owner == world.person("lea").id
    lea.taps(stale, "I take it")  # the same tap twice
    assert case(world).owner == owner
    tom.taps(card(world), "Hand over")
    tom.taps(card(world), "I take it")
    assert case(world).owner == world.person("tom").id


def test_it_did_not_hold_so_it_is_open_again_and_its_owner_is_nudged(
    world: World, mia: Someone, lea: Someone
) -> None:
    relays(mia)
    world.passes(hours=4)
    lea.taps(card(world), "I take it")
    resolves(lea, card(world))
    world.passes(days=11)
    mia.taps(mia.last, "It did not")
    assert mia.last.text == words.say("case.thanks", "en")
    world.passes(days=1)
    assert "It did not hold for the customer, so it is open again. Somebody has it." in card(world).text
    assert card(world).buttons == ["Resolve", "Hand over"]
    assert any(
        "did not hold for the customer and is open again" in m.text for m in world.digests if m != card(world)
    )
    assert (
        lea.last.text
        == "Follow-up · Support · week 47 was yours. It did not hold for the customer and is open again."
    )
    resolves(lea, lea.last, "Paid at once, with an apology")
    world.passes(days=14)
    assert mia.last.buttons == ["It held", "It did not", "I don't know"]
    assert "Paid at once, with an apology" in mia.last.text
    mia.taps(mia.last, "It held")
    world.passes(days=4)
    assert case(world).state == "confirmed"


def test_a_question_nobody_answers_is_asked_once_and_stays_unknown(
    world: World, mia: Someone, lea: Someone
) -> None:
    relays(mia)
    world.passes(hours=4)
    lea.taps(card(world), "I take it")
    resolves(lea, card(world))
    world.passes(days=11)
    question = mia.last
    assert question.buttons
    world.passes(days=16)
    asked = [
        message
        for message in mia.chat
        if "Did it hold" in message.text or message.post.id == question.post.id
    ]
    assert [message.text for message in asked] == [words.say("case.over", "en")]
    assert case(world).state == "unknown"
    mia.taps(question, "It held")  # too late
    assert case(world).state == "unknown"
    assert "is not known" in card(world).text


def test_nobody_took_it_then_it_is_soon_late_then_it_is_late(
    world: World, mia: Someone, lea: Someone
) -> None:
    relays(mia)
    world.passes(days=4)
    lines = [m for m in world.digests if m.buttons == ["Show it"]]
    assert [bool(re.search("nobody has taken this for 2[456] working hours", m.text)) for m in lines] == [
        True
    ]
    lea.taps(lines[0], "Show it")
    assert MASKED in lea.last.text
    lea.taps(lea.last, "I take it")
    world.passes(days=12)
    lines = [m for m in world.digests if m.buttons == ["Show it"]]
    assert len(lines) == 2
    assert re.search("this is late, open for 7[234] working hours", lines[1].text)
    nudges = [m for m in lea.chat if "is yours" in m.text]
    left = [
        re.search(r"is yours. It should be resolved within the next (\d+) working hours", m.text)
        for m in nudges
    ]
    first, second = [int(found[1]) for found in left if found]
    assert (33 < first <= 36, 9 < second <= 12) == (True, True)
    world.passes(days=20)
    assert len([m for m in world.digests if m.buttons == ["Show it"]]) == 2
    assert len([m for m in lea.chat if "is yours" in m.text]) == 2


def test_an_owner_far_away_is_nudged_in_their_own_working_hours(world: World, mia: Someone) -> None:
    zone = "Pacific/Auckland"
    lea = world.colleague("Lea", role="leader", zone=zone)
    relays(mia)
    world.passes(hours=4)
    lea.taps(card(world), "I take it")
    seen = []
    for _ in range(24 * 11):
        before = len([m for m in lea.chat if "is yours" in m.text])
        world.now += timedelta(hours=1)
        world.catches_up()
        if len([m for m in lea.chat if "is yours" in m.text]) > before:
            seen.append(world.now.astimezone(ZoneInfo(zone)))
    assert len(seen) == 2
    assert all(moment.weekday() < 5 and 9 <= moment.hour < 17 for moment in seen)


def test_nothing_happens_on_holidays_and_at_weekends(world: World, mia: Someone) -> None:
    with world.house.store.work(world.id) as work:
        work.configure(replace(work.workspace, country="DE", case_hours=8))
    world.jumps(datetime(2026, 12, 24, 15, 30, tzinfo=ZoneInfo(ZONE)))  # a Thursday; Friday is a holiday
    relays(mia)
    world.passes(days=3, hours=16)  # Monday morning
    assert len(cards(world)) <= 1
    assert [m for m in world.digests if m.buttons == ["Show it"]] == []
    world.passes(hours=14)
    assert len(cards(world)) >= 1


def test_leaders_list_them_and_everybody_else_is_refused_with_an_audit_line(
    world: World, mia: Someone, lea: Someone
) -> None:
    relays(mia)
    world.passes(hours=4)
    listed = lea.writes("cases")
    head, count, line, words_ = listed.text.split("\n")
    assert (head, count) == ("Follow-up", "Open: 1")
    assert re.fullmatch(r"1 · Follow-up · Support · week 47 · [123] h · nobody has it", line)
    assert MASKED in words_
    assert listed.buttons == ["1", "Open", "Mine", "Late", "Closed"]
    lea.taps(listed, "1")
    lea.taps(lea.last, "I take it")
    lea.taps(listed, "Mine")
    assert lea.last.text.split("\n")[1] == "Mine: 1"
    assert lea.writes("überfällige fälle").text == "Follow-up\nLate: 0"
    assert "Follow-up" in lea.writes("").buttons

    for word in ("cases", "fälle", "cases mine", "cases late", "cases closed"):
        refused = mia.writes(word)
        assert refused.text == words.say("error.not_leader", "en")
        assert refused.buttons == []
    assert "Follow-up" not in mia.writes("").buttons
    for event in (
        events.CaseTaken(case=case(world).ref),
        events.CaseShown(case=case(world).ref),
        events.ResolveBegun(case=case(world).ref),
        events.CaseResolved(case=case(world).ref, text="nothing"),
        events.CaseHandedOver(case=case(world).ref),
        events.CaseReopened(case=case(world).ref),
    ):
        world.does("mia", event)
        assert mia.last.text == words.say("error.not_leader", "en")
    assert case(world).owner == world.person("lea").id
    with world.house.store.look(world.id) as work:
        refusals = [act for _, actor, act in work.audited() if actor == world.person("mia").id]
    acts = ("casetaken", "caseshown", "resolvebegun", "caseresolved", "casehandedover", "casereopened")
    assert sorted(refusals) == sorted([*["refused commanded"] * 5, *(f"refused {act}" for act in acts)])


def test_a_case_taken_back_before_anybody_saw_it_was_never_there(
    world: World, mia: Someone, lea: Someone
) -> None:
    world.jumps(world.now.replace(hour=17, minute=30))
    kept = relays(mia)
    mia.taps(kept, "Take the follow-up back")
    world.passes(days=2)
    assert cards(world) == []
    assert rows(world)["case"] == []
    assert world.house.store.ring.names("case:") == []


def test_a_case_taken_back_later_says_so_and_its_words_are_gone(
    world: World, mia: Someone, lea: Someone
) -> None:
    kept = relays(mia)
    world.passes(hours=4)
    world.colleague("Ben")
    world.does("ben", kept.event("Take the follow-up back"))  # somebody else's button does nothing
    assert MASKED in card(world).text
    mia.taps(kept, "Take the follow-up back")
    world.passes(days=1)
    (left,) = cards(world)
    assert MASKED not in str(left.post.card)
    assert world.house.store.ring.names("case:") == []


def test_a_case_can_be_taken_back_from_what_is_stored_about_me(
    world: World, mia: Someone, lea: Someone
) -> None:
    assert mia.writes("stored").buttons == []
    relays(mia)
    world.passes(hours=4)
    stored = mia.writes("stored")
    assert stored.buttons == ["Take back: what you passed on in week 47 (Support)"]
    assert lea.writes("stored").buttons == []
    mia.taps(stored, stored.buttons[0])
    world.passes(days=1)
    assert MASKED not in str([message.post for message in cards(world)])
    assert mia.writes("stored").buttons == []


def test_thirty_days_after_the_closing_words_and_reporter_are_gone_and_the_figures_stay(
    world: World, mia: Someone, lea: Someone
) -> None:
    relays(mia)
    world.passes(hours=4)
    lea.taps(card(world), "I take it")
    resolves(lea, card(world))
    world.passes(days=13)
    mia.taps(next(m for m in mia.chat if "It held" in m.buttons), "It held")
    world.passes(days=10)
    assert len(world.house.store.ring.names("case:")) == 2
    assert privacy_of(world, "mia")["follow_ups"][0]["state"] == "confirmed"
    world.passes(days=8)
    assert world.house.store.ring.names("case:") == []
    (row,) = rows(world)["case"]
    assert (row["text"], row["resolution"], row["reporter"], row["owner"]) == (None, None, None, None)
    assert MASKED not in str([m.post.card for m in world.digests])
    assert DONE not in str([m.post.card for m in world.digests])
    assert privacy_of(world, "mia")["follow_ups"] == []
    with world.house.store.look(world.id) as work:
        release = work.releases.get(work.progress().closed)
        first = work.releases.get("2026-W47")  # type: ignore[arg-type]
    assert release is not None
    assert first is not None
    assert (first["cases"]["opened"], first["cases"]["closed"]) == (1, 1)


def privacy_of(world: World, user: str) -> dict[str, Any]:
    """Somebody's own data."""
    with world.house.store.look(world.id) as work:
        found: dict[str, Any] = json.loads(json.dumps(privacy.data(work, world.person(user))))
    return found


def test_deleting_everything_leaves_the_case_without_who_relayed_it(
    world: World, mia: Someone, lea: Someone
) -> None:
    relays(mia)
    world.passes(hours=4)
    assert privacy_of(world, "mia")["follow_ups"][0]["text"] == card(world).text.split("\n")[1]
    mia.taps(mia.writes("delete"), "Yes, delete everything")
    world.passes(days=1)
    assert MASKED in card(world).text  # a card that vanished with a colleague would name them
    assert [name.rsplit(":", 1)[1] for name in world.house.store.ring.names("case:")] == ["text"]
    lea.taps(card(world), "I take it")
    resolves(lea, card(world))
    world.passes(days=9)
    assert case(world).state == "unknown"


def test_an_owner_who_leaves_has_no_case_any_more(world: World, mia: Someone, lea: Someone) -> None:
    relays(mia)
    world.passes(hours=4)
    lea.taps(card(world), "I take it")
    lea.leaves()
    world.catches_up()
    assert card(world).buttons == ["I take it"]


@pytest.mark.parametrize("leaving", ["departs", "opts out"])
def test_who_can_not_be_asked_any_more_makes_it_unknown_quietly(
    world: World, mia: Someone, lea: Someone, leaving: str
) -> None:
    relays(mia)
    world.passes(hours=4)
    if leaving == "departs":
        mia.leaves()
    else:
        mia.taps(mia.writes("stop"), "Yes, never again")
    heard = len(mia.chat)
    lea.taps(card(world), "I take it")
    resolves(lea, card(world))
    world.passes(days=12)
    assert case(world).state == "unknown"
    assert len(mia.chat) == heard


def test_a_home_that_was_away_gets_nothing_old(world: World, mia: Someone, lea: Someone) -> None:
    relays(mia)
    world.passes(hours=4)
    lea.taps(card(world), "I take it")
    here = Home(world.screen.name, world.screen.home, world.screen.channel)
    world.screen.uninstalls()
    before = (len(world.digests), len(lea.chat))
    world.passes(days=25)
    with world.house.store.work(world.id) as work:
        work.homes.save(here)
    world.passes(hours=3)
    assert [m for m in world.digests if m.buttons == ["Show it"]] == []
    assert [m for m in lea.chat[before[1] :] if "is yours" in m.text] == []
    assert case(world).state == "open"


def test_the_channel_speaks_its_own_language_and_people_theirs(world: World) -> None:
    with world.house.store.work(world.id) as work:
        work.configure(replace(work.workspace, language="de"))
    mia = world.colleague("Mia", language="de", imported=False)
    lea = world.colleague("Lea", role="leader", language="en", imported=False)
    relays(mia, "Die Rückerstattung hat drei Wochen gedauert")
    world.passes(hours=4)
    assert card(world).text.startswith("Fall · Support · Woche 47\n")
    assert card(world).buttons == ["Ich übernehme"]
    lea.taps(card(world), "Ich übernehme")
    assert lea.sends(lea.taps(card(world), "Gelöst"), text=DONE).text == words.say(
        "case.resolved_thanks", "en"
    )
    thursday_noon(world)
    assert mia.last.text.startswith("Es hat sich etwas getan.")


def test_a_week_with_cases_says_so_in_its_digest(world: World, mia: Someone, lea: Someone) -> None:
    relays(mia)
    relays(mia, "The app logs me out every morning", touchpoint="app")
    world.passes(hours=8)
    support = next(m for m in cards(world) if "Support" in m.text)
    lea.taps(support, "I take it")
    resolves(lea, next(m for m in cards(world) if "Support" in m.text))
    world.next_week()
    digest = next(m for m in world.digests if m.text.startswith("Customer pulse"))
    assert "2 opened · 1 closed · median " in digest.text


def test_a_restart_or_a_second_worker_changes_nothing(world: World, mia: Someone) -> None:
    relays(mia)
    world.passes(hours=4)
    before = rows(world)
    for _ in range(3):
        world.catches_up()
    assert rows(world) == before


@pytest.mark.only("playground", why="only its other side loses answers when told to")
def test_a_nudge_whose_answer_was_lost_comes_again_and_the_question_does_not(
    world: World, mia: Someone, lea: Someone
) -> None:
    relays(mia)
    world.passes(hours=4)
    lea.taps(card(world), "I take it")
    world.platform.faults.extend([Uncertain("lost")])
    world.passes(days=7)
    assert len([m for m in lea.chat if "is yours" in m.text]) == 1
    assert not world.platform.faults
    resolves(lea, card(world))
    thursday_noon(world)
    heard = len(mia.chat)
    world.passes(days=6)
    world.platform.faults.extend([Uncertain("lost")] * 3)
    world.passes(days=16)
    world.platform.faults.clear()
    assert [m for m in mia.chat[heard:] if "It held" in m.buttons] == []
    world.passes(days=5)
    assert case(world).state == "unknown"
