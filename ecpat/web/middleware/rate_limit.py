"""How often one address may search: generous enough for a whole office behind it, too little for a flood.

Addresses are kept in memory only, hashed with a key that each process makes up, and never written to a log.
"""

from __future__ import annotations

import math
import os
import time
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock

import structlog
from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from ..arguments import is_limited

log = structlog.get_logger()
SECONDS = 10  # of its rate that an address may use at once
MOST = 20_000  # addresses remembered; the one seen longest ago is forgotten first, and starts afresh


class Buckets:
    """A bucket of tokens per address (RFC 2697's idea): each request takes one, `rate` come back every second."""

    def __init__(self, rate: float, most: int = MOST) -> None:
        self._rate, self._size, self._most = rate, rate * SECONDS, most
        self._key, self._lock = os.urandom(16), Lock()
        self._left: dict[bytes, tuple[float, float]] = {}  # tokens, and the moment they were counted

    def wait(self, connection: str) -> float:
        """Take a token; return how many seconds this connection must wait for one, 0 where there was one."""
        key, now = blake2b(connection.encode(), digest_size=12, key=self._key).digest(), time.monotonic()
        with self._lock:
            tokens, at = self._left.pop(key, (self._size, now))
            tokens = min(self._size, tokens + (now - at) * self._rate)
            taken = tokens >= 1
            self._left[key] = (tokens - 1 if taken else tokens), now
            if len(self._left) > self._most:
                del self._left[next(iter(self._left))]
        return 0.0 if taken else (1 - tokens) / self._rate


def network(address: str) -> str | None:
    """Return what stands for a reader's connection: an IPv4 address, or the /64 that an IPv6 customer is given.

    None for this machine and for a socket file: that is a proxy not declared, whose readers must share no limit.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    return found.exploded[:19] if isinstance(found, IPv6Address) else str(found)


def install(app: Flask) -> None:
    """Answer 429 where an address asks for more limited pages, such as searches, than SEARCH_RATE allows."""
    if not app.config["SEARCH_RATE"]:
        return
    buckets, told = Buckets(app.config["SEARCH_RATE"]), False

    @app.before_request
    def check() -> None:
        nonlocal told
        if not is_limited(request.url_rule):
            return
        connection = network(request.remote_addr or "")
        if connection is None:
            if not told and not app.config["PROXIES"] and "X-Forwarded-For" in request.headers:
                told = True
                log.warning("proxy_not_declared", setting="PROXIES")
        elif wait := buckets.wait(connection):
            raise TooManyRequests(retry_after=math.ceil(wait))
