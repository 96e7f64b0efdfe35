#!/usr/bin/env python3
"""Put the site on this machine: Debian 12 or later, nginx, granian.

To be run as root, where the site's folder is, with the Python of the system:

    python3 tools/setup_server.py www.example.org --email you@example.org

Each step looks first and does what is missing, so it can be run again at any time; `--dry-run` only says what it
would do. What it leaves to you: the name of the host, a firewall, settings beside the first ones, mail, backups.
"""

from __future__ import annotations

import argparse
import grp
import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTED = "/srv/ecpat", "www.example.org"  # the folder and the name that the files of docs/deployment have
PACKAGES = (
    "adduser",
    "make",
    "nginx",
    "openssl",
    "procps",
    "python3-venv",
    "certbot",
)  # procps: /bin/kill, by which a unit reloads
UNITS = {
    "granian.service": "ecpat.service",
    "ecpat-work.service": "ecpat-work.service",
    "ecpat-doctor.service": "ecpat-doctor.service",
    "ecpat-doctor.timer": "ecpat-doctor.timer",
}
SYSTEMD, NGINX = Path("/etc/systemd/system"), Path("/etc/nginx")
Change = Callable[[], None]


class Server:
    """A machine that is to have the site: each step yields what is to be done, as a sentence and how."""

    def __init__(self, name: str, email: str, root: Path = ROOT, user: str = "ecpat") -> None:
        self.name, self.email, self.root, self.user = name, email, root, user
        self.restarts = False  # whether something that the site has read is changed

    def steps(self) -> Iterator[Iterator[tuple[str, Change]]]:
        """Yield the steps in their order."""
        yield from (
            self.packages(), self.people(), self.folders(), self.settings(), self.site(), self.units(),
            self.certificate(), self.nginx(), self.start(),
        )  # fmt: skip

    def packages(self) -> Iterator[tuple[str, Change]]:
        """Install what Debian has."""
        missing = [name for name in PACKAGES if not _succeeds("dpkg-query", "-W", "-f=${db:Status-Status}", name)]
        if missing:
            os.environ["DEBIAN_FRONTEND"] = "noninteractive"
            yield (
                f"install {' '.join(missing)}",
                _running(
                    ("apt-get", "update", "-q"),
                    ("apt-get", "install", "-q", "-y", "--no-install-recommends", *missing),
                ),
            )

    def people(self) -> Iterator[tuple[str, Change]]:
        """Make the site's user, whose group nginx is in."""
        if not _known(pwd.getpwnam, self.user):
            words = ("adduser", "--system", "--group", "--no-create-home", "--home", str(self.root), self.user)
            yield f"make the user {self.user}", _running(words)
        if not _known(grp.getgrnam, self.user) or "www-data" not in grp.getgrnam(self.user).gr_mem:
            yield f"let nginx into the group {self.user}", _running(("adduser", "www-data", self.user))

    def folders(self) -> Iterator[tuple[str, Change]]:
        """Let the site's folder belong to its user, and make those beside it."""
        owner = f"{self.user}:{self.user}"
        if not _known(pwd.getpwnam, self.user) or self.root.stat().st_uid != pwd.getpwnam(self.user).pw_uid:
            yield f"let {self.root} belong to {self.user}", _running(("chown", "-R", owner, str(self.root)))
        if not Path("/var/backups/ecpat").is_dir():
            words = ("install", "-d", "-o", self.user, "-g", self.user, "-m", "700", "/var/backups/ecpat")
            yield "make a folder for backups", _running(words)
        if not Path("/var/www/acme").is_dir():
            yield "make a folder for the proofs of certificates", _running(("install", "-d", "/var/www/acme"))

    def settings(self) -> Iterator[tuple[str, Change]]:
        """Write the first settings; those that are there stay."""
        path = self.root / "instance" / "config.py"
        if not path.exists():
            text = f'ALLOWED_HOSTS = "{self.name}"\nBASE_URL = "https://{self.name}"\nPROXIES = 1\n'
            yield f"write {path}", partial(self._write_own, path, text)

    def site(self) -> Iterator[tuple[str, Change]]:
        """Make ready what the site needs before it starts; `make` itself knows what is there."""
        words = ("runuser", "-u", self.user, "--", "make", "--no-print-directory", "-C", str(self.root), "install")
        yield "make install", _running(words)

    def units(self) -> Iterator[tuple[str, Change]]:
        """Put the units where systemd looks for them."""
        for source, name in UNITS.items():
            text = self.text(source)
            if _read(SYSTEMD / name) != text:
                self.restarts = True
                yield f"write {SYSTEMD / name}", partial(_replace, SYSTEMD / name, text)
        yield "let systemd read them", _running(("systemctl", "daemon-reload"))

    def certificate(self) -> Iterator[tuple[str, Change]]:
        """Get a certificate, or without an address of somebody make one that browsers warn of, to try with."""
        live = Path("/etc/letsencrypt/live") / self.name
        if (live / "fullchain.pem").exists():
            return
        if self.email:
            proofs = (
                "/var/www/acme/.well-known"  # nginx's own first page serves them until the site's configuration does
            )
            who = ("--non-interactive", "--agree-tos", "--email", self.email, "--domain", self.name)
            how = ("--webroot", "--webroot-path", "/var/www/acme", "--deploy-hook", "systemctl reload nginx")
            yield "get a certificate, which renews itself", _running(
                ("install", "-d", proofs, "/var/www/html"), ("ln", "-sfn", proofs, "/var/www/html/.well-known"),
                ("systemctl", "start", "nginx"), ("certbot", "certonly", *how, *who),
            )  # fmt: skip
        else:
            made = (
                "-keyout",
                str(live / "privkey.pem"),
                "-out",
                str(live / "fullchain.pem"),
                "-subj",
                f"/CN={self.name}",
            )
            kind = (
                "-x509",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-days",
                "90",
                "-addext",
                f"subjectAltName=DNS:{self.name}",
            )
            yield (
                "make a certificate to try with, which browsers warn of",
                _running(("install", "-d", "-m", "700", str(live)), ("openssl", "req", *kind, *made)),
            )

    def nginx(self) -> Iterator[tuple[str, Change]]:
        """Put nginx in front; its own first page, which writes down who asks, goes."""
        text, path, enabled = self.text("nginx.conf"), NGINX / "sites-available/ecpat", NGINX / "sites-enabled"
        if _read(path) != text:
            yield f"write {path}", partial(_replace, path, text)
        if not (enabled / "ecpat").is_symlink():
            yield "let nginx read it", lambda: (enabled / "ecpat").symlink_to("../sites-available/ecpat")
        if (enabled / "default").is_symlink():
            yield "take away nginx’s first page", (enabled / "default").unlink
        yield (
            "ask nginx whether it understands, then let it read all anew",
            _running(("nginx", "-t", "-q"), ("systemctl", "reload-or-restart", "nginx")),
        )

    def start(self) -> Iterator[tuple[str, Change]]:
        """Start the site, its worker and the daily look, now and whenever the machine starts."""
        units, verb = ("ecpat", "ecpat-work", "ecpat-doctor.timer"), "restart" if self.restarts else "start"
        yield "start the site", _running(("systemctl", "enable", "-q", *units), ("systemctl", verb, *units))

    def text(self, name: str) -> str:
        """Return a file of docs/deployment as it is to be on this machine."""
        text = (self.root / "docs" / "deployment" / name).read_text()
        for documented, own in zip(DOCUMENTED, (str(self.root), self.name), strict=True):
            text = text.replace(documented, own)
        return text

    def _write_own(self, path: Path, text: str) -> None:
        """Write a file that the site's user alone can read."""
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        shutil.chown(path, self.user, self.user)


def _running(*commands: tuple[str, ...]) -> Change:
    """Return what runs commands, and ends all where one fails."""

    def run() -> None:
        for command in commands:
            print(f"    {' '.join(command)}", flush=True)
            subprocess.run(command, check=True, cwd="/")

    return run


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o644)


def _read(path: Path) -> str | None:
    return path.read_text() if path.is_file() else None


def _succeeds(*command: str) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() in ("", "installed")


def _known(ask: Callable[[str], object], name: str) -> bool:
    try:
        ask(name)
    except KeyError:
        return False
    return True


def main(words: list[str]) -> int:
    """Do what is asked for, or say what it would be."""
    parser = argparse.ArgumentParser(description="Put the site on this machine: Debian, nginx, granian.")
    parser.add_argument("name", help="the site's name, such as www.example.org")
    parser.add_argument("--email", default="", help="for the authority of certificates; without: one to try with")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    asked = parser.parse_args(words)
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", asked.name):
        parser.error(f"{asked.name} is no name of a site")
    if re.search(r"[^A-Za-z0-9/._-]", str(ROOT)):
        parser.error(f"units cannot name {ROOT}: put the site at {DOCUMENTED[0]}")
    if not asked.dry_run and os.geteuid() != 0:
        parser.error("only root may do that; see what it would do by --dry-run")
    for step in Server(asked.name, asked.email).steps():
        for sentence, change in step:
            print(f"- {sentence}", flush=True)
            if not asked.dry_run:
                change()
    if not asked.dry_run:
        flask = f"sudo -u ecpat {ROOT}/.venv/bin/flask --app {ROOT}/wsgi.py ecpat"
        print(f"\nThe site is at https://{asked.name}/. Its first texts and account:\n")
        print(f"    {flask} init\n    {flask} create-admin {asked.email or 'you@example.org'}\n")
        print("Next: docs/operation.md, Backup and Mail.")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        raise SystemExit(
            f"It ended here: {' '.join(error.cmd)} failed with {error.returncode}. Put it right and run this again."
        ) from None
