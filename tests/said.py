"""Every message the bot can produce, said by the bot itself: a few weeks in which everything happens once.

`composers` finds every function that makes a message, in the code; `everything` lets each of them speak.
A new one that never speaks here fails `test_every_platform`.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path

from bot import cadence, commanding, inbox, setup
from bot.events import Commanded, Event, Opened, by, wishes
from bot.messages import Message
from bot.model import Language
from tests.world import Message as Standing
from tests.world import Someone, World

BOT = Path(__file__).parents[1] / "bot"
Said = dict[str, list[Message]]


def composers() -> set[str]:
    """`cards._thanks`, `following.card.standing`, …: whatever calls `Message(…)`."""
    return {name for file in BOT.rglob("*.py") for name in _composing(file)}


def _composing(file: Path) -> Iterator[str]:
    for function in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(function, ast.FunctionDef) and any(map(_makes, ast.walk(function))):
            yield f"{_module(file)}.{function.name}"


def _makes(node: ast.AST) -> bool:
    made = node.func if isinstance(node, ast.Call) else None
    return getattr(made, "id", getattr(made, "attr", "")) == "Message"


def _module(file: Path) -> str:
    return ".".join(file.relative_to(BOT).with_suffix("").parts).removesuffix(".__init__")


@contextmanager
def recorded() -> Iterator[Said]:
    """What is said meanwhile, by who composed it."""
    found: Said = defaultdict(list)
    make = Message.__init__

    def noting(self: Message, *parts: object, **named: object) -> None:
        make(self, *parts, **named)  # type: ignore[arg-type]
        by = sys._getframe(1).f_code
        if Path(by.co_filename).is_relative_to(BOT):
            found[f"{_module(Path(by.co_filename))}.{by.co_name}"].append(self)

    Message.__init__ = noting  # type: ignore[method-assign]
    try:
        yield found
    finally:
        Message.__init__ = make  # type: ignore[method-assign]


def everything(world: World, language: Language) -> None:
    """A workspace that reminds and has an address: words, a week, follow-ups, quotes, a belief, the page."""
    mia = world.colleague("Mia", language=language)
    lea = world.colleague("Lea", role="leader", language=language, imported=False)
    people = world.colleagues(14, language=language)
    words(lea, language)
    setting_up(world, language)
    relays(mia)
    week(world, mia, [mia, *people])
    follow_up(world, people[0], lea)
    quotes(world, people)
    beliefs(world, lea)


def words(lea: Someone, language: Language) -> None:
    """Everything a leader can write."""
    for spellings in commanding.WORDS.values():
        handed = lea.does(Commanded(text=spellings[0] or "hi"))
        if "form" in handed and "log" in spellings:
            lea.sends(handed, text="We answer every invoice within a day now")
    lea.writes({"de": "deutsch", "en": "english"}[language])
    for word in ("delete", "frobnicate"):
        lea.writes(word)
    taps(lea, "y|nothing")


def setting_up(world: World, language: Language) -> None:
    """The app comes, an admin looks at every part and gets one wrong; somebody finds their own time."""
    lea = world.who("lea", admin=True, leader=True, locale=language)
    acts: tuple[Event, ...] = (
        *(wishes.Installed(scope=scope) for scope in ("home", "team", "person")),
        wishes.HomeOpened(),
        *(wishes.SetupBegun(part=part) for part in setup.PARTS),
        wishes.PeopleSetUp(channel="elsewhere", seen="shared"),
        wishes.TimeBegun(),
        wishes.TimeChosen(weekday="3", hour="14"),
        wishes.TimeChosen(),
    )
    for event in acts:
        inbox.handle(by(event, lea), world.house.store, world.now)


def relays(mia: Someone) -> None:
    """Begun, previewed, masked further, thrown away, thought better of, and kept."""
    preview = mia.sends(mia.passes_on("The Hamburg invoice was wrong"))
    again = mia.sends(mia.taps(preview, label(preview, "m|")), words="Hamburg")
    mia.taps(again, label(again, "d|"))
    mia.taps(again, label(again, "k|"))
    mia.sends(mia.passes_on("x"), text=" ")
    kept = mia.writes("relay the parcel came early today")
    mia.taps(kept, label(kept, "k|"))


def week(world: World, mia: Someone, people: list[Someone]) -> None:
    """Asked, answered, taken back, paused; somebody else's button; closed, and tapped too late."""
    world.asks_everybody()
    asked = [someone for someone in people if someone.is_asked]
    one, other, third, silent, *rest = asked
    question = one.question
    one.taps(question, label(question, "w|"))
    one.taps(question, label(question, "a|"))
    comment = one.sends(taps(one, "c|"), text="They said the new desk is fine")
    one.taps(comment, label(comment, "k|"))
    taps(one, "u|")
    taps(other, "z|")
    mia.does(third.question.event(label(third.question, "a|")))
    for someone in rest:
        someone.taps(someone.question, label(someone.question, "a|"))
    late = silent.question
    world.next_week()
    silent.taps(late, label(late, "a|"))
    world.does("lea", Opened(week=cadence.later(world.week, -1)))
    world.does("lea", Opened(week="1999-W01"))


def follow_up(world: World, mia: Someone, lea: Someone) -> None:
    """A case from the tick to the customer's word, too late for its owner, and one that is taken back."""
    kept = mia.sends(mia.passes_on("The refund took three weeks"), follow_up="yes")
    mia.taps(kept, label(kept, "k|"))
    world.passes(days=4)
    taps(lea, "cases", written=True)
    line = next(post for post in world.digests if len(post.buttons) == 1 and "\n" not in post.text)
    lea.taps(line, line.buttons[0])
    taps(lea, "ct|")
    world.passes(days=9)
    lea.sends(taps(lea, "cb|"), text="Paid back, and the rule was changed")
    world.passes(days=12)
    taps(mia, "ch|")
    world.passes(days=2)
    again = mia.sends(mia.passes_on("The desk was broken"), follow_up="yes")
    mia.taps(again, label(again, "k|"))
    taps(mia, "cx|")


def quotes(world: World, people: list[Someone]) -> None:
    """Ten voices in a week, and one of them thinks better of it."""
    for number, someone in enumerate(people):
        kept = someone.writes(f"relay The customer liked the {number}th of our new chairs very much")
        someone.taps(kept, label(kept, "k|"))
    world.next_week()
    world.passes(hours=2)
    quote = next(post for post in world.digests if "chairs" in post.text)
    lea = Someone(world, "lea", world.screen)
    lea.taps(quote, quote.buttons[0])
    world.passes(hours=1)


def beliefs(world: World, lea: Someone) -> None:
    """Guessed, sealed, told."""
    world.reaches(date(2027, 1, 1), time(10))
    for _ in range(5):
        world.passes(days=1)
        for message in lea.chat:
            if len(message.buttons) == 5:
                lea.taps(message, message.buttons[2])
    world.passes(days=14)


def label(message: Standing, letter: str) -> str:
    """The first button that means an event of this letter."""
    return next(label for label, spelt in message.post.buttons if spelt.startswith(letter))


def taps(someone: Someone, letter: str, *, written: bool = False) -> dict[str, object]:
    """Tap the newest button that means such an event."""
    if written:
        someone.writes(letter)
        return {}
    for message in reversed(someone.chat):
        for name, spelt in message.post.buttons:
            if spelt.startswith(letter):
                return someone.taps(message, name)
    raise AssertionError(f"no button {letter} among {[m.post.buttons for m in someone.chat[-3:]]}")
