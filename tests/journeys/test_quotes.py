"""Below a digest stand a few of the customers' own words, and each can be taken back."""

from __future__ import annotations

from bot import events
from tests.world import Message, Someone, World


def relays(people: list[Someone]) -> None:
    """Everybody passes something of their own on."""
    for number, person in enumerate(people):
        person.writes(f"relay The customer liked the {number}th of our new chairs very much")
        person.taps(person.last, "Keep it")


def quotes(world: World) -> list[Message]:
    """What stands in the channel and is no digest."""
    return [post for post in world.digests if "chairs" in post.text or "taken back" in post.text]


def week_with_quotes(world: World, voices: int) -> tuple[list[Someone], Someone]:
    """A week in which so many people passed something on, and the Monday after; they, and a leader."""
    people = world.colleagues(voices)
    head = world.colleague("Head", role="leader", imported=False)
    relays(people)
    world.next_week()
    world.passes(hours=2)
    return people, head


def test_three_quotes_stand_below_a_digest_when_ten_people_spoke(world: World) -> None:
    people, _ = week_with_quotes(world, 10)
    found = quotes(world)
    assert len(found) == 3
    assert len({quote.text for quote in found}) == 3
    for quote in found:
        assert quote.buttons == ["Take this back"]
        assert not any(world.person(person.user).id in str(quote.post.card) for person in people)


def test_nine_are_too_few(world: World) -> None:
    week_with_quotes(world, 9)
    assert not quotes(world)


def test_ten_texts_of_nine_people_are_too_few(world: World) -> None:
    people = world.colleagues(9)
    relays(people)
    relays(people[:3])
    world.next_week()
    world.passes(hours=2)
    assert not quotes(world)


def test_whoever_deletes_everything_takes_their_quotes_along(world: World) -> None:
    people, _ = week_with_quotes(world, 10)
    quoted = quotes(world)[0].text
    author = next(person for person in people if f"{int(person.user[1:])}th" in quoted)
    world.does(author.user, events.Confirmed(what="delete"))
    world.passes(hours=1)
    assert [quote.text for quote in quotes(world)].count("This quote was taken back.") == 1
    assert not any(quoted == quote.text for quote in quotes(world))


def test_a_leader_takes_a_quote_back_for_everybody(world: World) -> None:
    _, head = week_with_quotes(world, 10)
    quote = quotes(world)[0]
    head.taps(quote, "Take this back")
    assert [q.text for q in quotes(world)].count("This quote was taken back.") == 1
    with world.house.store.look(world.id) as work:
        assert quote.text not in [relay.text.text for relay in work.relays.of_week(world.week)]
        assert "take quote" in [act for _, _, act in work.audited()]


def test_a_colleague_can_not_take_a_quote_back(world: World) -> None:
    people, _ = week_with_quotes(world, 10)
    world.does(people[0].user, quotes(world)[0].event("Take this back"))
    assert len([q for q in quotes(world) if "chairs" in q.text]) == 3


def test_nothing_is_posted_where_people_of_other_organisations_read_along(world: World) -> None:
    people = world.colleagues(10)
    world.colleague("Head", role="leader", imported=False)
    world.screen.strangers_join()
    relays(people)
    world.next_week()
    world.passes(hours=2)
    assert not world.digests
    with world.house.store.look(world.id) as work:
        key = f"digest:{world.id}:2026-W47:{world.screen.name}:{world.screen.channel}"
        found = work.deliveries.get(key)
    assert found is not None
    assert found[1] == "attention"
