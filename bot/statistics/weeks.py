"""ISO weeks as running numbers, so that the distance between two pulses is a subtraction."""

from datetime import date


def number(week: str) -> int:
    """The running number of an ISO week written "2026-W47".

    Raises ValueError where the calendar has no such week.

    >>> number("2027-W01") - number("2026-W52")
    2
    """
    year, _, in_year = week.partition("-W")
    try:
        return date.fromisocalendar(int(year), int(in_year), 1).toordinal() // 7
    except ValueError:
        raise ValueError(f"{week!r} is not an ISO week such as 2026-W47") from None
