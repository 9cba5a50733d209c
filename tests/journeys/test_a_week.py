"""One pulse from end to end: ask, tap, store, close, tell."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot import words
from bot.statistics.release import band
from tests.world import World


def test_a_question_is_tapped_and_becomes_the_thank_you(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    assert mia.question.buttons[-3:] == ["No customer lately", "Why me?", "Pause 2 weeks"]
    thanks = mia.answers(mia.question.buttons[0])
    assert thanks.text == "Thank you, noted. Next question not before 15 Dec."
    assert thanks.buttons == ["Undo", "Add what they said"]


def test_the_first_question_is_preceded_by_a_greeting_and_the_second_is_not(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    assert "automated assistant" in mia.chat[0].text
    assert mia.chat[0].buttons == ["Never ask me", "Privacy"]
    assert len(mia.chat) == 2
    mia.answers(mia.question.buttons[0])
    for _ in range(4):
        world.next_week()
    world.asks_everybody()
    assert len(mia.chat) == 3
    assert mia.is_asked


def test_the_chosen_answer_never_stands_in_the_chat(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    options = mia.question.buttons[:3]
    thanks = mia.answers(options[0])
    shown = thanks.text + "".join(thanks.buttons) + str(thanks.post.card)
    assert not any(option in shown for option in options)


def test_undo_brings_the_question_back_and_the_last_tap_counts(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    question = mia.question
    best, worst = question.buttons[0], question.buttons[2]
    thanks = mia.answers(best)
    mia.taps(thanks, "Undo")
    assert mia.question.buttons == question.buttons
    mia.answers(worst)
    with world.house.store.look(world.id) as work:
        (tally,) = work.responses.tallies(world.week)
    assert sum(tally.counts.values()) == 1


def test_a_week_later_the_digest_stands_once_in_the_leadership_channel(world: World) -> None:
    people = world.colleagues(30)
    world.asks_everybody()
    asked = [person for person in people if person.is_asked]
    for person in asked:
        person.answers(person.question.buttons[0])
    assert len(asked) >= 10
    world.next_week()
    world.passes(days=2)
    (digest,) = world.digests
    assert digest.text.startswith("Customer pulse · week 47 (16–22 Nov)\nThe first figures")
    assert f"{band(len(asked))} asked, almost all answered" in digest.text


def test_below_the_threshold_nothing_is_said(world: World) -> None:
    people = world.colleagues(4)
    world.asks_everybody()
    for person in people:
        if person.is_asked:
            person.answers(person.question.buttons[0])
    world.next_week()
    (digest,) = world.digests
    assert "Too few voices to say anything yet" in digest.text
    _, verdict, denominators, *below = digest.text.split("\n")
    assert denominators.startswith("fewer than 5 asked, fewer than 5 answered")
    assert not any(character.isdigit() for character in verdict + "".join(below))


def test_silence_closes_by_itself_and_doubles_the_wait(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    world.next_week()
    assert mia.last.text == words.say("closed.question", "en")
    assert world.person("mia").memory.recontact == 8
    for _ in range(6):
        world.asks_everybody()
        assert not mia.is_asked
        world.next_week()


def test_a_tap_after_the_close_is_refused_kindly(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    question = mia.question
    world.jumps(world.now.replace(day=23, hour=0, minute=1))
    mia.taps(question, question.buttons[0])
    assert "This pulse has closed" in mia.last.text
    with world.house.store.look(world.id) as work:
        assert not work.responses.tallies(world.week)


def test_no_customer_is_participation_and_no_answer(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    assert mia.answers("No customer lately").buttons == ["Undo"]
    with world.house.store.look(world.id) as work:
        assert not work.responses.tallies(world.week)
    world.next_week()
    assert world.person("mia").memory.no_customer == 1


def test_why_me_says_one_sentence_without_a_figure_about_others(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    mia.taps(mia.question, "Why me?")
    assert mia.last.text.endswith("you had never been asked.")


def test_german_and_english_are_equals(world: World) -> None:
    mia = world.colleague("Mia", language="de")
    world.asks_everybody()
    assert "Zuletzt kein Kunde" in mia.question.buttons
    assert mia.answers(mia.question.buttons[0]).text.startswith(
        "Danke, notiert. Nächste Frage frühestens am 15."
    )


def test_a_worker_that_slept_three_weeks_sends_no_old_question(world: World) -> None:
    mia = world.colleague("Mia")
    world.jumps(world.now.replace(hour=9))  # planned, nothing sent
    world.jumps(world.now.replace(day=16, month=12, hour=12))
    assert [message.post.waits for message in mia.chat].count(True) <= 1
    world.asks_everybody()
    assert len([m for m in mia.chat if m.post.waits or "closed" in m.text]) == 1


def test_nobody_is_asked_at_night_or_on_another_day(world: World) -> None:
    people = world.colleagues(20, zone="America/New_York")
    seen: list[tuple[int, int]] = []
    for _ in range(24 * 6):
        before = sum(person.is_asked for person in people)
        world.passes(hours=1)
        if sum(person.is_asked for person in people) > before:
            local = world.now.astimezone(ZoneInfo("America/New_York"))
            seen.append((local.isoweekday(), local.hour))
    assert seen
    assert all(day in (2, 3, 4) and 10 <= hour <= 16 for day, hour in seen)


def test_an_index_nobody_answered_is_not_estimated_from_the_other(world: World) -> None:
    people = world.colleagues(40)
    world.asks_everybody()
    for person in people:
        if person.is_asked and "So-so" in person.question.buttons:  # only the question about satisfaction
            person.answers(person.question.buttons[0])
    world.next_week()
    (digest,) = world.digests
    assert "Trust: too few to say" in digest.text
    assert "Satisfaction 9" in digest.text or "Satisfaction 8" in digest.text
