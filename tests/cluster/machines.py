"""Machines of the tests' own: network namespaces where those are allowed, else addresses of the loopback range."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count

_numbers = count(1)


@dataclass(frozen=True)
class Machine:
    """Where programs run: the words to put before a command, and the address that others reach it at."""

    prefix: tuple[str, ...]
    address: str

    @property
    def is_here(self) -> bool:
        """Tell whether it is this machine, under an address of the loopback range."""
        return self.address.startswith("127.")

    def cut(self, cut: bool) -> None:
        """Take the machine off the network, or put it back; only where it has one of its own."""
        run(*self.prefix, "ip", "link", "set", "up0", "down" if cut else "up")


def run(*command: str) -> None:
    """Run a command; raise where it fails."""
    subprocess.run(command, check=True, capture_output=True)


def allowed() -> bool:
    """Tell whether this user may make network namespaces."""
    try:
        run("unshare", "--net", "ip", "link", "add", "up0", "type", "veth", "peer", "name", "down0")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@contextmanager
def cluster(nodes: int) -> Iterator[tuple[Machine, list[Machine]]]:
    """Yield a machine for the balancer and some for nodes, each linked to it alone."""
    if not allowed():
        yield Machine((), "127.0.0.1"), [Machine((), f"127.0.0.{number + 2}") for number in range(nodes)]
        return
    with ExitStack() as stack:
        front = stack.enter_context(_namespace("front"))
        machines = []
        for number in range(1, nodes + 1):
            name = stack.enter_context(_namespace(f"node{number}"))
            link = f"to{number}"
            run("ip", "-n", front, "link", "add", link, "type", "veth", "peer", "name", "up0", "netns", name)
            for where, device, address in ((front, link, f"10.89.{number}.1"), (name, "up0", f"10.89.{number}.2")):
                run("ip", "-n", where, "address", "add", f"{address}/24", "dev", device)
                run("ip", "-n", where, "link", "set", device, "up")
            machines.append(Machine(_within(name), f"10.89.{number}.2"))
        yield Machine(_within(front), "127.0.0.1"), machines


def _within(name: str) -> tuple[str, ...]:
    """Return what runs a command in a namespace; `ip netns exec` would keep every disk from being unmounted, too."""
    return ("nsenter", f"--net=/run/netns/{name}")


@contextmanager
def _namespace(name: str) -> Iterator[str]:
    name = f"ecpat-{os.getpid()}-{next(_numbers)}-{name}"
    run("ip", "netns", "add", name)
    try:
        run("ip", "-n", name, "link", "set", "lo", "up")
        yield name
    finally:
        run("ip", "netns", "delete", name)
