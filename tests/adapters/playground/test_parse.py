from __future__ import annotations

import pytest

from adapters.playground import parse
from bot.events import Commanded, RelayBegun, Who

MIA = Who("playground", "playground", "mia")


@pytest.mark.parametrize(
    ("text", "command", "said"),
    [
        ("/pulse", "", ""),
        ("/pulse help", "help", ""),
        ("  /Pulse   relay they were happy ", "relay they were happy", ""),
        ("hallo", "hallo", "hallo"),
        ("/pulses", "/pulses", "/pulses"),
    ],
)
def test_words_are_a_command_and_only_what_is_no_slash_command_shows_as_said(
    text: str, command: str, said: str
) -> None:
    assert parse.act({"text": text}, MIA) == parse.Act(Commanded(who=MIA, text=command), said=said)


def test_a_relay_takes_the_words_along_unspelt() -> None:
    act = parse.act({"spelt": "b", "fields": {"text": "on | off"}}, MIA)
    assert act.event == RelayBegun(who=MIA, text="on | off")


def test_a_browser_cannot_say_who_acted() -> None:
    act = parse.act({"spelt": "b", "fields": {"who": "tom", "id": "x", "text": "t"}}, MIA)
    assert act.event == RelayBegun(who=MIA, text="t")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "broken"),
        ({"text": "  "}, "broken"),
        ({"text": "a", "spelt": "b"}, "broken"),
        ({"text": 7}, "broken"),
        ({"spelt": ["b"]}, "broken"),
        ({"spelt": "b", "fields": ["text"]}, "broken"),
        ({"spelt": "b", "fields": {"text": 1}}, "broken"),
        ({"spelt": "b", "message": {}}, "broken"),
        ({"spelt": "Q|1"}, "old"),
        ({"spelt": "u|1|2|3"}, "old"),
        ({"spelt": "a|r1"}, "old"),
        ({"spelt": "__class__"}, "old"),
    ],
)
def test_what_stands_for_nothing_is_refused(body: dict[str, object], code: str) -> None:
    with pytest.raises(parse.Refused) as refused:
        parse.act(body, MIA)
    assert (refused.value.code, refused.value.status) == (code, 400)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no json",
        b"[]",
        b'"mia"',
        b"\xff\xfe",
        b'{"text": "\\ud800"}',
        b'{"days": ' + b"9" * 5000 + b"}",
        b"[" * 30_000,
    ],
    ids=["empty", "words", "list", "text", "bytes", "half a pair", "huge number", "deep"],
)
def test_a_broken_body_is_refused(raw: bytes) -> None:
    with pytest.raises(parse.Refused) as refused:
        parse.body(raw)
    assert refused.value.status == 400


def test_a_body_may_be_64_kib_and_no_more() -> None:
    rest = parse.LARGEST - len(b'{"text": ""}')
    assert parse.body(b'{"text": "' + b"x" * rest + b'"}') == {"text": "x" * rest}
    with pytest.raises(parse.Refused) as refused:
        parse.body(b'{"text": "' + b"x" * (rest + 1) + b'"}')
    assert refused.value.status == 413
