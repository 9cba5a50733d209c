"""What Slack's refusals and silences mean, in our words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.platform import Uncertain, Undeliverable


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Sorted by what follows; what is in no list may pass by itself and is tried again.
GONE = _names(
    """
    account_inactive app_uninstalled invalid_auth not_authed org_login_required
    team_access_not_granted team_disabled token_revoked
    """
)
STALE = _names("invalid_token token_expired")
PERMANENT = _names(
    """
    as_user_not_supported block_mismatch cannot_dm_bot cant_update_message channel_is_archived
    channel_is_limited_access channel_not_found edit_window_closed exchange_expired invalid_arguments
    invalid_blocks invalid_blocks_format is_archived is_bot message_not_found messages_tab_disabled
    missing_scope msg_blocks_too_long msg_too_long no_permission no_text not_in_channel
    restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel
    user_disabled user_not_found user_not_visible users_not_found view_too_large
    """
)
# "Some aspect of the operation may have succeeded before the error was raised", says Slack.
UNKNOWN = _names("fatal_error internal_error")


class Stale(Undeliverable):
    """The token has expired."""


async def understood(send: Callable[[], Awaitable[dict[str, Any]]], *, once: bool) -> dict[str, Any]:
    """The answer, or its refusal in our words. Nothing of what was sent is in the error."""
    try:
        return await send()
    except SlackApiError as refusal:
        raise _refused(refusal, once=once) from None
    except aiohttp.ClientConnectorError:
        raise Undeliverable("no connection") from None
    except aiohttp.ConnectionTimeoutError:
        raise Undeliverable("no connection in time") from None
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError) as lost:
        raise _lost(type(lost).__name__, once=once) from None


def _refused(refusal: SlackApiError, *, once: bool) -> Exception:
    response: Any = refusal.response
    data = getattr(response, "data", None)
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    said = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or said in ("ratelimited", "rate_limited"):
        return Undeliverable("ratelimited", retry_after=_seconds(response.headers))
    if said in UNKNOWN or (not said and status != 503):
        return _lost(said or f"answered {status}", once=once)
    if said in STALE:
        return Stale(said)
    return Undeliverable(
        said or "service_unavailable", permanent=said in PERMANENT or said in GONE, gone=said in GONE
    )


def _lost(reason: str, *, once: bool) -> Exception:
    return Uncertain(reason) if once else Undeliverable(reason)


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        return max(0.0, float({k.lower(): v for k, v in headers.items()}.get("retry-after", "")))
    except ValueError:
        return 30.0
