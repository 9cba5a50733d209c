"""A button carries an event as a short text, and gives it back."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import events
from bot.events import Event, Who

WHO = Who("slack", "T1", "U1", "de-DE", "Europe/Berlin")
TEXT = st.text(st.characters(blacklist_characters="|", blacklist_categories=["Cs"]), max_size=40)
KINDS = sorted(events._SPELLINGS.values(), key=lambda kind: kind.__name__)


@given(st.sampled_from(KINDS), st.data())
def test_what_is_spelt_is_read_back(kind: type[Event], data: st.DataObject) -> None:
    event = kind(**{name: data.draw(TEXT) for name in events.slots(kind)})
    required = [f.name for f in fields(kind) if f.default is MISSING or f.name == "text"]
    spelt = events.spell(event)
    if all(getattr(event, name) for name in required):
        assert events.read(spelt, WHO, id="E1") == events.by(kind(**vars(event) | {"id": "E1"}), WHO)


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_anything_else_is_unreadable_or_an_event_of_who_tapped(spelt: str, filled: dict[str, str]) -> None:
    try:
        found = events.read(spelt, WHO, filled=filled | {"who": "somebody else", "id": "forged", "seen": "x"})
    except events.Unreadable:
        return
    assert (found.who, found.id, getattr(found, "seen", "")) == (WHO, "", "")


@pytest.mark.parametrize("spelt", ["", "|", "a", "a|r", "a|r|kept|more", "A|r|kept", "q", "answered|r|kept"])
def test_a_button_of_another_version_is_unreadable(spelt: str) -> None:
    with pytest.raises(events.Unreadable):
        events.read(spelt, WHO)


def test_a_form_fills_the_slots_of_its_event() -> None:
    form = events.spell(events.Relayed(text="", ask="r1"))
    filled = {"text": "what they said", "evidence": "seen", "unknown": "x"}
    assert events.read(form, WHO, filled=filled) == events.Relayed(
        who=WHO, text="what they said", ask="r1", evidence="seen"
    )


def test_buttons_fit_every_platform_and_hold_only_texts() -> None:
    longest = "f" * 32
    for kind in KINDS:
        hints = get_type_hints(kind)
        slots = events.slots(kind)
        assert {hints[name] for name in slots} <= {str}
        assert len(events.spell(kind(**dict.fromkeys(slots, longest)))) <= 255
    letters = list(events._SPELLINGS)
    assert all(len(letter) <= 2 for letter in letters)
