"""A request to another site that an editor's link names: never to an address that is not public, redirects included.

The name is looked up once and the connection goes to what was found: a name that says something else a moment later
leads nowhere.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, quote, urlsplit

TIMEOUT = 5.0  # seconds that a site may be silent
LIMIT = 15.0  # seconds in all, however slowly it speaks
MOST = 500_000  # bytes that are read of an answer: what robots.txt may have (RFC 9309, section 2.5)
_NAT64 = ip_network("64:ff9b::/96")


class RefusedError(Exception):
    """An address that is not asked: no site of others, or none that it may be known of."""


class UnreachableError(Exception):
    """A site that does not answer; its text is the reason."""


@dataclass(frozen=True)
class Answer:
    """What a site answered."""

    status: int
    location: str
    body: bytes


def found(host: str, port: int) -> list[str]:
    """Return the addresses of a name."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Tell whether an address is of the internet: none of this machine, of its networks or of a special purpose."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner:
            return is_public(str(inner))
        if ip in _NAT64 or ip.is_site_local:
            return False
    special = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_reserved or ip.is_multicast
    return ip.is_global and not special


@dataclass(frozen=True)
class Net:
    """How other sites are reached: how names are looked up, which addresses and ports may be asked."""

    resolve: Callable[[str, int], list[str]] = found
    may: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(self, method: str, url: str) -> Answer:
        """Return the answer to one request; redirects are not followed. Raises RefusedError, UnreachableError."""
        parts = _parts(url)
        try:
            host = str(parts.hostname).encode("idna").decode()
            connection = self._connect(host, _port(parts), parts.scheme == "https")
            stop = Timer(LIMIT, _cut, (connection.sock,))
            stop.start()
            try:
                named = f"[{host}]" if ":" in host else host
                sent = {
                    "Host": f"{named}:{parts.port}" if parts.port else named,
                    "Accept": "*/*",
                    "Connection": "close",
                }
                sent |= self.headers
                connection.request(method, _target(parts), headers=sent)
                answer = connection.getresponse()
                body = answer.read(MOST) if parts.path == "/robots.txt" else b""
                return Answer(answer.status, answer.getheader("Location", ""), body)
            finally:
                stop.cancel()
                connection.close()
        except (OSError, HTTPException, ValueError) as error:
            raise UnreachableError(type(error).__name__) from None

    def asks(self, url: str) -> bool:
        """Tell whether an address is of a port that may be asked."""
        return _port(_parts(url)) in self.ports

    def _connect(self, host: str, port: int, secure: bool) -> HTTPConnection:
        if port not in self.ports:
            raise RefusedError("port")
        addresses = self.resolve(host, port)
        if not addresses or not all(self.may(address.partition("%")[0]) for address in addresses):
            raise RefusedError("address")
        plain = socket.create_connection((addresses[0], port), TIMEOUT)
        connection = HTTPConnection(host, port, timeout=TIMEOUT)
        try:
            connection.sock = (
                ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
            )
        except BaseException:
            plain.close()
            raise
        return connection


def _cut(connected: socket.socket) -> None:
    """End what goes on for too long."""
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        named = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        named = False
    if not named:
        raise RefusedError("scheme")
    return parts


def _target(parts: SplitResult) -> str:
    """Return what is asked of a host, its letters beyond ASCII written as numbers."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return path + (f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else "")
