"""The masked preview of a customer's words: what would be kept, and what a machine made of it."""

from __future__ import annotations

from dataclasses import replace

from bot import words
from bot.events import DraftDropped, DraftKept, MaskBegun, Masked
from bot.heard import NO_THEME, SOUNDS
from bot.listening import Book
from bot.messages import Button, Field, Form, Line, Message, Option, lines
from bot.model import Language, Relay

_AS_READ = "as_read"


def preview(draft: Relay, language: Language, book: Book) -> Message:
    """Exactly what would be kept, before it is; keeping it also settles how it sounds, in the same tap."""
    body = (
        *lines(words.say("relay.preview", language)),
        Line(draft.text.text, "quote"),
        *lines(_heard(draft, language, book)),
        *lines(
            words.say(f"relay.preview_{'follow_up' if draft.follow_up else 'small'}", language), kind="small"
        ),
    )
    buttons = (
        *_keeping(draft, language),
        Button(words.say("relay.mask", language), MaskBegun(draft=draft.id)),
        Button(words.say("relay.drop", language), DraftDropped(draft=draft.id), "quiet"),
    )
    return Message(words.say("relay.preview", language), body, buttons, language=language)


def asks_how(draft: Relay) -> bool:
    """Whether its author may say how it sounds; with an answer given they have said so already."""
    return draft.unasked and draft.model != "none"


def _heard(draft: Relay, language: Language, book: Book) -> str:
    """What the machine made of it, said to be the machine's. Nothing of an answer stands in it."""
    names = " · ".join(book.name(theme, language) for theme in draft.themes)
    if not asks_how(draft):
        return words.say("relay.heard_themes", language, themes=names) if names else ""
    about = words.say("relay.heard_about", language, themes=names) if names else ""
    if draft.sentiment not in SOUNDS:
        return words.say("relay.heard_unclear", language, about=about)
    sounds = words.say(f"relay.{draft.sentiment}", language)
    return words.say("relay.heard", language, sounds=sounds, about=about)


def _keeping(draft: Relay, language: Language) -> tuple[Button, ...]:
    """Keep it as read, or as something else: each is one tap."""
    clear = asks_how(draft) and draft.sentiment in SOUNDS
    first = DraftKept(draft=draft.id, sounds=draft.sentiment if clear else "")
    others = [sounds for sounds in SOUNDS if sounds != first.sounds] if asks_how(draft) else []
    return (
        Button(words.say("relay.keep", language), first, "primary"),
        *(
            Button(
                words.say("relay.keep_as", language, sounds=words.say(f"relay.{sounds}", language)),
                DraftKept(draft=draft.id, sounds=sounds),
            )
            for sounds in others
        ),
    )


def form(draft: Relay, language: Language, book: Book) -> Message:
    """What else has to go, and the theme, if that was read wrongly."""
    title = words.say("relay.mask_title", language)
    masked = Field("words", words.say("relay.mask_words", language), limit=500)
    fields = (masked, *_themes(draft, language, book))
    send, cancel = words.say("relay.mask_send", language), words.say("comment.cancel", language)
    asked = Form(send, Masked(draft=draft.id), fields, cancel)
    return Message(title, form=asked, title=title, language=language)


def _themes(draft: Relay, language: Language, book: Book) -> tuple[Field, ...]:
    """The choice of a theme; none where no machine reads."""
    if draft.model == "none":
        return ()
    options = (
        Option(_AS_READ, words.say("relay.about_as_read", language)),
        *(Option(theme, book.name(theme, language)) for theme in book.names),
        Option(NO_THEME, words.say("relay.about_none", language)),
    )
    return (Field("about", words.say("relay.about", language), "choice", options, draft.about or _AS_READ),)


def about(draft: Relay, theme: str, book: Book) -> Relay:
    """The draft about the theme its author chose; as read where they chose none."""
    if draft.model == "none" or (theme != NO_THEME and theme not in book.names):
        return draft
    return replace(draft, about=theme, themes=() if theme == NO_THEME else (theme,))
