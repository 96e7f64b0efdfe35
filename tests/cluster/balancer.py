"""nginx with the configuration that docs/deployment has, before several nodes."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from .documented import DEPLOYMENT
from .machines import Machine

PLAIN, FRONT = "plain.sock", "front.sock"
_FRAME = """daemon off; {user} worker_processes 1; pid {folder}/pid; error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {site}
}}
"""


class Site(Protocol):
    """A site that nginx may stand before."""

    @property
    def upstream(self) -> str:
        """Return where nginx finds it."""

    @property
    def folder(self) -> Path:
        """Return its instance folder."""


def configuration(folder: Path, nodes: Sequence[Site], patience: int) -> str:
    """Return the documented site before these nodes, on two socket files: for https, without TLS, and for http."""
    site = (DEPLOYMENT / "nginx.conf").read_text()
    for server, file in zip(
        re.findall(r"^server \{\n.*?^\}\n", site, re.MULTILINE | re.DOTALL), (PLAIN, FRONT), strict=True
    ):
        bare = re.sub(r"^ *(ssl_|listen ).*\n", "", server, flags=re.MULTILINE)
        site = site.replace(server, bare.replace("{\n", f"{{\n    listen unix:{folder}/{file};\n", 1))
    documented = "    server unix:/run/ecpat/ecpat.sock max_fails=0;\n" * 2
    if len(nodes) == 1:
        servers = documented.replace("unix:/run/ecpat/ecpat.sock", nodes[0].upstream)
    else:
        servers = "".join(f"    server {node.upstream} max_fails=1 fail_timeout=2s;\n" for node in nodes)
        servers += "    keepalive 16;\n"
    for old, new in (
        (documented, servers),
        (f"{FRONT};\n", f"{FRONT};\n    add_header X-Node $upstream_addr;\n"),
        ("rate=20r/s", "rate=100000r/s"),  # readers here are one address, and many
        ("proxy_read_timeout 10s", f"proxy_read_timeout {patience}s"),
        ("/var/log/nginx", str(folder)),
        ("/var/www/acme", f"{folder}/acme"),
        ("/srv/ecpat/instance", str(nodes[0].folder)),
    ):
        assert old in site, old
        site = site.replace(old, new)
    user = "user root;" if os.getuid() == 0 else ""  # its workers must reach what is in the folder of a test
    return _FRAME.format(folder=folder, site=site, user=user)


def _listens(file: Path) -> bool:
    """Tell whether somebody listens at a socket file: it is there a little before."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        return connection.connect_ex(str(file)) == 0


@contextmanager
def balancing(machine: Machine, folder: Path, nodes: Sequence[Site], patience: int = 10) -> Iterator[Path]:
    """Run nginx on a machine; yield the socket file that it listens at. Nodes have `patience` seconds to answer."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    assert program is not None, "the tests need nginx: Debian's package is called nginx"
    (folder / "nginx.conf").write_text(configuration(folder, nodes, patience))
    front = folder / FRONT
    command = (*machine.prefix, program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "e"))
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + 60
        while not _listens(front):
            assert process.poll() is None, (folder / "e").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield front
    finally:
        process.terminate()
        process.wait(20)
