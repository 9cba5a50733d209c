"""The one HTTP client tests call the bot with, since making one reads every root certificate; where servers listen."""

from __future__ import annotations

import atexit
import socket

import httpx

WEB = httpx.Client(verify=False, timeout=30)
atexit.register(WEB.close)


def listening() -> socket.socket:
    """A free port on loopback that answers at once, as `serving.bound` does."""
    made = socket.create_server(("127.0.0.1", 0), backlog=512)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made
