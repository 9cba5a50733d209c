"""How a name is written, and whether the words after a cue are one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.listening.masking.lists import is_first_name, is_ordinary, is_surname
from bot.listening.wordlists import words

_UPPER: Final = "".join(c for c in map(chr, (*range(0x41, 0x530), *range(0x1E00, 0x1F00))) if c.isupper())
_LETTER: Final = r"[^\W\d_]"
_CAP: Final = rf"(?:[{_UPPER}]\.(?!\w)|[{_UPPER}](?:{_LETTER}|'(?={_LETTER}))*(?:-{_LETTER}+)*(?!\w))"
_ACADEMIC: Final = (
    r"(?:[Dd][Rr]\.?|[Pp]rof(?:\.|essor(?:in)?)?|[Dd]ipl\.?-?[Ii]ng\.?|[Mm]ag\.|[Ii]ng\."
    r"|med\.|jur\.|phil\.|h\.[ ]?c\.)"
)
_TITLE: Final = r"(?:(?:MR|MRS|MS|Mr|Mrs|Ms)\.?|Herrn?|Frau|[HF]r\.)"
_PARTICLE: Final = (
    r"(?:[Vv]on[ ](?:de[rnm])|[Vv]an[ ](?:de[rn]?|het)|[Dd]e[ ]l[ao]s?|[Vv]on|[Vv]an|[Dd][eiau]"
    r"|[Dd]el(?:la)?|[Dd]os"
    r"|[Ll][ae]|[EeAa]l|[Bb]in|[Tt]e[rn]|Ó|Ní|Mac|[Zz]u[rm]?|[Ss]t\.)"
)
_PIECE: Final = rf"(?:{_PARTICLE}[ ])?{_CAP}"
WRITTEN: Final = re.compile(
    rf"(?P<lead>(?:(?:{_ACADEMIC}|{_TITLE})[ ]{{1,2}}){{0,3}})(?P<name>{_PIECE}(?:[ ]{{1,2}}{_PIECE}){{0,3}})"
)
"""A name with capitals: titles, then one to four words, each with its "von" or "de la"."""
LOWER: Final = re.compile(rf"(?P<lead>)(?P<name>{_LETTER}{{2,30}}(?:-{_LETTER}{{2,30}}){{0,2}})(?![\w-])")
"""One word of a name in a text that does without capitals."""
FULL: Final = re.compile(rf"(?<![\w.'-]){_CAP}(?:[ ]{_PIECE}){{1,2}}")
"""Two or three capitalised words, wherever they stand."""
AND: Final = re.compile(rf"[ ](?:und|and|u\.|&|\+)[ ](?P<name>{_CAP})(?!\w)")
"""A second person after the first."""
SECOND: Final = re.compile(rf"[ ](?P<name>{_LETTER}{{2,30}}(?:-{_LETTER}{{2,30}})?)(?![\w-])")
"""A surname in a text that does without capitals."""
PIECES: Final = re.compile(_PIECE)
"""The words of a name, each with its particle."""

_DETERMINER: Final = re.compile(
    r"(?<!\w)(?:d(?:ie|er|en|em|es)|ein(?:e|en|er|em)?|mein\w{0,2}|dein\w{0,2}|sein\w{0,2}|ihr\w{0,2}"
    r"|unser\w{0,2}|eu\w{2,3}"
    r"|kein\w{0,2}|dies\w{1,2}|jed\w{1,2}|jen\w{1,2}|the|an?|my|his|her|our|your|this|that|every|young"
    r"|old|junge[rn]?"
    r"|ältere[rn]?|alte[rn]?|nette[rn]?|freundliche[rn]?|eigene[rn]?|ganze|meine)[ ]$",
    re.IGNORECASE,
)
_ADJECTIVE_ENDS: Final = ("lich", "reich", "voll", "isch", "weise", "haft")
_LONGEST_NAME_LIKE_ADJECTIVE: Final = 9  # Fröhlich, Friedreich
_CLOSED: Final = re.compile(r"[ ]?[.,!)]{0,3}[ ]{0,2}(?:\n|$)|[ ]?[(-]")
_ADDRESSED: Final = re.compile(r"[ ]?(?:[,!:.\n-]|$)")


@dataclass(frozen=True, slots=True)
class Sight:
    """Words that may be a name, and what stands around them."""

    pieces: tuple[str, ...]
    before: str
    after: str

    @property
    def first(self) -> str:
        """The first word, without a "von" before it."""
        return self.pieces[0].rsplit(" ", 1)[-1]

    @property
    def known(self) -> bool:
        """Whether the first word is a common first name."""
        return is_first_name(self.first) and not is_ordinary(self.first)

    @property
    def shouted(self) -> bool:
        """Whether everything is capitals here, a shout or an abbreviation, so that they tell nothing."""
        return all(piece.isupper() for piece in self.pieces)

    @property
    def proper(self) -> bool:
        """Whether the first word has its capital and the text does not shout."""
        return self.first[0].isupper() and not self.shouted

    def until_ordinary(self, *, sure: bool = False) -> int:
        """Return how many words go by before an everyday one.

        The first is not asked, nor, where a name is `sure` to stand here, the one after a common first name.
        """
        unasked = 2 if sure and self.known else 1
        for count, piece in enumerate(self.pieces[unasked:], unasked):
            word = piece.rsplit(" ", 1)[-1]
            if is_ordinary(word) or word.lower() in words("no_name"):
                return count
        return len(self.pieces)


Judge = Callable[[Sight], int]
"""How many of the words are the name; 0 for none."""


def sight(name: str, before: str, after: str) -> Sight:
    """Return the words of `name` with what stands around them."""
    return Sight(tuple(PIECES.findall(name)) or (name,), before, after)


def titled(seen: Sight) -> int:
    """After "Frau" or "Mr": nearly anything, unless it is said of a woman or a gentleman."""
    word = seen.first.lower()
    doubtful = bool(_DETERMINER.search(seen.before)) or " " in seen.pieces[0] or seen.first.islower()
    if (word in words("no_name") and not seen.proper) or (doubtful and is_ordinary(word)) or len(word) < 2:
        return 0
    if seen.first.islower() and _DETERMINER.search(seen.before) and not is_surname(word):
        return 0
    return seen.until_ordinary(sure=True)


def learned(seen: Sight) -> int:
    """After "Prof." or "Dr.", which may just as well end a sentence."""
    word = seen.first.lower()
    adjective = len(word) > _LONGEST_NAME_LIKE_ADJECTIVE and word.endswith(_ADJECTIVE_ENDS)
    return 0 if adjective or (is_ordinary(word) and not is_surname(word)) else titled(seen)


def introduced(seen: Sight) -> int:
    """After "my name is": any word that can be a name."""
    if seen.first.lower() in words("no_name") or (is_ordinary(seen.first) and len(seen.pieces) == 1):
        return 0
    return seen.until_ordinary(sure=True)


def known(seen: Sight) -> int:
    """Where a name is one possibility of many: a common first name."""
    return seen.until_ordinary() if seen.known else 0


def likely(seen: Sight) -> int:
    """Where a name is likely: a common name, or two words that are no everyday words."""
    if seen.known or (is_surname(seen.first) and not is_ordinary(seen.first)):
        return seen.until_ordinary()
    strange = not is_ordinary(seen.first) and seen.first.lower() not in words("no_name") and not seen.shouted
    return seen.until_ordinary() if strange and seen.until_ordinary() > 1 else 0


def expected(seen: Sight) -> int:
    """Where a name is expected: any word that is no everyday word."""
    strange = not is_ordinary(seen.first) and seen.first.lower() not in words("no_name") and not seen.shouted
    return seen.until_ordinary() if strange else likely(seen)


def signed(seen: Sight) -> int:
    """After "Viele Grüße": a name is expected at the end of the line, a common first name anywhere."""
    if not _CLOSED.match(seen.after):
        return known(seen)
    return seen.until_ordinary(sure=True) if seen.known else expected(seen)


def thanked(seen: Sight) -> int:
    """After "Danke": a likely name at the end of the line, a common first name anywhere."""
    return likely(seen) if _CLOSED.match(seen.after) else known(seen)


def greeted(seen: Sight) -> int:
    """After "Hallo": a name is expected before a comma, a common first name anywhere."""
    return expected(seen) if _ADDRESSED.match(seen.after) else known(seen)


def ended(seen: Sight) -> int:
    """On a line of its own: a common first name."""
    return known(seen) if _CLOSED.match(seen.after) else 0
