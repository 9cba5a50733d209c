"""Cases: something to follow up, opened on a relaying colleague's word, until the customer confirms.

             a full working hour, by lot
    kept, with the tick ---> open <------ not held, reopened ------+
                              | take, hand over                    |
                              v                                    |
                          resolved --days--> asked --> confirmed --+ (reopened by a leader)
                              |                |   \\-> unknown ---+
                              +- nobody to ask-+- two weeks
    taken back by who relayed it: withdrawn        30 days after closing: words and reporter shredded

opening.py   the case begins, or is taken back      leading.py   what leaders do with it
clock.py     what time does with it                 thread.py    what passes between bot and reporter
hours.py     when anything of this is due           nudging.py   a word to its owner
card.py      how it looks in the channel            listing.py   lists of them, in chat and as rows
counting.py  its figures in a release               duties.py    shown, erased, restored

Leaders see the words and never who relayed them. A case towards its reporter is called by its thread,
a name that stands nowhere leaders look; whatever a reporter's tap changes shows at a full working hour
drawn by lot, so that nobody can see it happen beside them.
"""

from bot.following.card import channel_line, standing
from bot.following.clock import follow
from bot.following.counting import counted
from bot.following.duties import data, doubt, erase, forget, let_go, ways_back
from bot.following.hours import KEPT, LAPSES
from bot.following.leading import (
    NoSuchCase,
    TakenAlready,
    begin_resolving,
    hand_over,
    reopen,
    resolve,
    show,
    take,
)
from bot.following.listing import FILTERS, Filter, listed, rows
from bot.following.nudging import nudge
from bot.following.opening import open, reported, retract, take_back
from bot.following.thread import answer, held, told

COMPOSERS = {"case": standing, "case_line": channel_line, "nudge": nudge, "told": told, "held": held}
"""What delivers itself when it goes out, by the kind of delivery."""

__all__ = [
    "COMPOSERS",
    "FILTERS",
    "KEPT",
    "LAPSES",
    "Filter",
    "NoSuchCase",
    "TakenAlready",
    "answer",
    "begin_resolving",
    "counted",
    "data",
    "doubt",
    "erase",
    "follow",
    "forget",
    "hand_over",
    "let_go",
    "listed",
    "open",
    "reopen",
    "reported",
    "resolve",
    "retract",
    "rows",
    "show",
    "take",
    "take_back",
    "ways_back",
]
