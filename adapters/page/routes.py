"""The web side of the page.

    GET /digest/<link>          a personal link: becomes a session, then leads to a clean address
    GET /digest                 the newest digest      GET /digest/week/<week>   another one
    GET /digest/page.css …      what belongs to it, the same for everybody

`?span=` is 12, 52 or 104 weeks, `?lang=` de or en. A session is one cookie and lives as long as its link.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.page import showing
from adapters.page.showing import Reader
from adapters.settings import Settings
from bot import viewing, words
from bot.model import Language, Pass, Person, Week
from bot.viewing import View

COOKIE = "pulse_digest"
_PARTS = Path(__file__).parent / "parts"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_SORRY = {"unknown": 403, "fresh": 403, "missing": 404, "expired": 410, "calm": 429}


class Refused(Exception):
    """Nothing to read here for this browser; `what` says why, in the words of the page."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class _Store(Protocol):
    """The store, as far as the page needs it."""
