from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from adapters.playground.rooms import Rooms

ASK = {"summary": "?", "asks": True}
SAID = {"summary": "!", "asks": False}


def test_a_reader_gets_everything_once_and_then_only_what_changed() -> None:
    rooms = Rooms()
    first = rooms.put("mia", ASK, "at")
    rooms.put("tom", ASK, "at")
    posts, seen = rooms.since(0, ("mia", "leaders"))
    assert posts == [first]
    digest = rooms.put("leaders", SAID, "at")
    answered = rooms.swap("mia", first.id, SAID)
    assert answered
    posts, seen = rooms.since(seen, ("mia", "leaders"))
    assert posts == [answered, digest]
    assert rooms.since(seen, ("mia", "leaders")) == ([], seen)


def test_a_swapped_message_keeps_its_place_and_its_time() -> None:
    rooms = Rooms()
    first = rooms.put("mia", ASK, "monday")
    second = rooms.put("mia", SAID, "tuesday")
    rooms.swap("mia", first.id, SAID)
    posts, _ = rooms.since(0, ("mia",))
    assert [(post.id, post.at, post.edited) for post in posts] == [
        (first.id, "monday", True),
        (second.id, "tuesday", False),
    ]


def test_what_stands_no_more_is_not_swapped() -> None:
    assert Rooms().swap("mia", "never", SAID) is None


def test_a_chat_forgets_its_oldest() -> None:
    rooms = Rooms(keep=2)
    old, *rest = [rooms.put("mia", SAID, "at") for _ in range(3)]
    assert rooms.since(0, ("mia",))[0] == rest
    assert rooms.find(old.id, ("mia",)) is None


def test_waiting_questions_are_counted_by_chat() -> None:
    rooms = Rooms()
    ask = rooms.put("mia", ASK, "at")
    rooms.put("tom", SAID, "at")
    assert rooms.waiting() == {"mia": 1}
    rooms.swap("mia", ask.id, SAID)
    assert rooms.waiting() == {}


def test_a_message_is_found_only_where_one_may_look() -> None:
    rooms = Rooms()
    post = rooms.put("mia", ASK, "at")
    assert rooms.find(post.id, ("mia",)) == post
    assert rooms.find(post.id, ("tom", "leaders")) is None


def test_ids_of_another_process_are_other_ids() -> None:
    assert Rooms().put("mia", ASK, "at").id != Rooms().put("mia", ASK, "at").id


def test_many_threads_lose_nothing() -> None:
    rooms = Rooms(keep=1000)
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: rooms.put("mia", SAID, "at").id, range(400)))
    assert len(set(ids)) == len(rooms.since(0, ("mia",))[0]) == rooms.changes == 400
