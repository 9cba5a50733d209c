"""The one HTTP client tests call the bot with: making one reads every root certificate."""

from __future__ import annotations

import atexit

import httpx

WEB = httpx.Client(verify=False, timeout=30)
atexit.register(WEB.close)
