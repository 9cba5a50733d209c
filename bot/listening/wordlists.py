"""The word lists of this package: text files in `lists`, words apart by spaces, comments after "#"."""

from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).with_name("lists")


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of the list `name`, in lower case."""
    return frozenset(word.lower() for line in lines(name) for word in line.split())


def lines(name: str) -> list[str]:
    """Return the lines of the list `name` that are no comments."""
    found = (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in found if line and not line.startswith("#")]
