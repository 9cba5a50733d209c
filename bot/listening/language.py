"""Which of our languages a text is in: py3langid's word, or the person's locale when in doubt."""

import re
from functools import cache
from typing import Final, Protocol

LANGUAGES: Final = ("de", "en")
"""The languages the product speaks; a third one needs words, themes and weights too."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS: Final = 3
_LEAST_MARGIN: Final = 2.0  # nats between the two; below, py3langid is right about as often as a coin


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


def detect(text: str, hint: str) -> str:
    """Return "de" or "en"; under three words, or when the margin is thin, the person's own language `hint`.

    A `hint` in any other language counts as English.
    """
    home = hint if hint in LANGUAGES else "en"
    words = _WORD.findall(text)
    if len(words) < _FEWEST_WORDS:
        return home
    (best, lead), (_, second) = _identifier().rank(" ".join(words))
    return best if lead - second >= _LEAST_MARGIN else home


@cache
def _identifier() -> _Identifier:
    """Return the identifier cut down to our languages: 142 languages would hold 30 MB for nothing.

    Imported late: unpacking its table takes half a second that a command which reads no text should not
    pay.
    """
    from py3langid import langid

    full = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    full.set_languages(list(LANGUAGES))
    made: _Identifier = langid.LanguageIdentifier(
        full.nb_ptc.astype("float32"),
        full.nb_pc,
        full.nb_classes,
        full.tk_nextmove,
        full.tk_output,
        tk_row=full.tk_row,
    )
    return made
