"""Which of our languages a text is in: py3langid's word, or the person's locale when in doubt."""

import lzma
import re
from functools import cache
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Final, Protocol

import numpy as np

from bot.listening.wordlists import words as _listed

LANGUAGES: Final = ("de", "en")
"""The languages the product speaks; a third one needs words, themes and weights too."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_TELLING: Final = {language: _listed(f"{language}_telling") for language in LANGUAGES}
_FEWEST_WORDS: Final = 3
_ENOUGH: Final = 2
_LEAST_MARGIN: Final = 2.0  # nats between the two; below, py3langid is right about as often as a coin


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


def detect(text: str, hint: str) -> str:
    """Return "de" or "en"; under three words, or when the margin is thin, the person's own language `hint`.

    Most texts give themselves away by their smallest words; py3langid is asked for the rest.
    A `hint` in any other language counts as English.
    """
    home = hint if hint in LANGUAGES else "en"
    words = _WORD.findall(text.lower())
    if len(words) < _FEWEST_WORDS:
        return home
    counts = {language: len(telling.intersection(words)) for language, telling in _TELLING.items()}
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        if counts[language] >= _ENOUGH and not counts[other]:
            return language
    (best, lead), (_, second) = _identifier().rank(" ".join(words))
    return best if lead - second >= _LEAST_MARGIN else home


@cache
def _identifier() -> _Identifier:
    """Return py3langid's identifier cut down to our languages.

    Imported late: unpacking its table takes half a second that a command which reads no text should not
    pay. Read here and not by the library's own loader, which holds weights for 142 languages and every
    table twice: 100 MB at its height instead of 50.
    """
    from py3langid import langid

    with TemporaryFile() as unpacked:
        with lzma.open(langid.MODEL_DIR / langid.MODEL_FILE) as packed:
            copyfileobj(packed, unpacked)
        unpacked.seek(0)
        with np.load(unpacked, allow_pickle=False) as file:
            ours = [file["classes"].tolist().index(language) for language in LANGUAGES]
            weights, priors = file["ptc"][:, ours].astype(np.float32), file["pc"][ours]
            moves, rows = memoryview(file["nextmove"]), file["nextmove_row"].tolist()
            made: _Identifier = langid.LanguageIdentifier(
                weights, priors, list(LANGUAGES), moves, file["out_feat"].tolist(), tk_row=rows
            )
    return made
