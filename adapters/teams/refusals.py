"""What the connector's no means. Pure: a status, headers and a body in, an exception out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from adapters.platform import Uncertain, Undeliverable

PASSING = frozenset({401, 408, 412, 425, 429, 502, 503, 504})  # Microsoft says: try again
GONE = frozenset(
    {"BotDisabledByAdmin", "BotNotInstalledInTenant", "TenantNotAllowed", "AppNotInstalledInTenant"}
)
LONGEST_S = 86_400.0


class Missing(Undeliverable):
    """This conversation is not there (any more)."""


def refusal(status: int, headers: Mapping[str, str], body: Any) -> Undeliverable | Uncertain:
    """The exception for an answer that is not 2xx.

    401, 412, 429, 502, 503 and 504 pass; every other 5xx leaves open whether it stands; 404 and
    403 will not change for this recipient, and some 403 mean that the whole home is gone.
    """
    code = _code(body)
    reason = f"{status} {code}".strip()
    if status in PASSING:
        return Undeliverable(reason, retry_after=retry_after(headers))
    if status >= 500:
        return Uncertain(reason)
    if status == 404:
        return Missing(reason, permanent=True)
    return Undeliverable(reason, permanent=True, gone=status == 403 and code in GONE)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The wait asked for, in seconds; given as seconds or as a date."""
    asked = headers.get("Retry-After", "").strip()
    if not asked:
        return None
    try:
        wait = float(asked)
    except ValueError:
        wait = _until(asked)
    return min(max(wait, 0.0), LONGEST_S) if wait == wait else None  # NaN is no wait


def _until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return float("nan")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime.now(UTC)).total_seconds()


def _code(body: Any) -> str:
    """The machine's word of an error, `{"error": {"code": …}}`; never its sentence."""
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    inner = error.get("innerHttpError") if isinstance(error, dict) else None
    if isinstance(inner, dict) and isinstance(inner.get("body"), dict):
        code = inner["body"].get("code") or code
    return code if isinstance(code, str) and code.isalnum() and len(code) <= 64 else ""
