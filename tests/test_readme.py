"""What the README and the deployment pages say is so: settings, commands, rooms, links, the socket."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecpat.app import FEATURES
from ecpat.config import SETTINGS
from ecpat.desk.blueprints import LARGEST
from ecpat.files import sandbox
from ecpat.files.desk import uploads
from ecpat.web import feature
from tools import no_wheel

from .checkout import Checkout
from .contract import ROOT, SHIPPED

README = (ROOT / "README.md").read_text()
DEPLOYMENT = ROOT / "docs" / "deployment"
OPERATION = ROOT / "docs" / "operation.md"


def settings_table() -> str:
    """Return the table of the settings as the README has it."""
    rows = ["| name | default | meaning |", "|---|---|---|"]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "empty"
        rows.append(f"| `{setting.name}` | {default} | {setting.meaning} |")
    return "\n".join(rows) + "\n"


def test_the_settings_are_those_of_the_code() -> None:
    found = re.search(r"^\| name \| default \| meaning \|\n(?:\|.*\n)+", README, re.MULTILINE)
    assert found is not None
    assert found[0] == settings_table(), f"README.md should say:\n\n{settings_table()}"


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", DEPLOYMENT / "README.md", OPERATION], ids=lambda page: str(page)
)
def test_commands_and_links_lead_somewhere(page: Path) -> None:
    text = page.read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:^|`|ecpat )make (?:-C /srv/ecpat )?([a-z]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    known = {command.name for feature in FEATURES for command in feature.commands}
    for command in re.findall(r"flask ecpat ([a-z][a-z-]*)", text):
        assert command in known, command
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert link.startswith("https://") or (page.parent / link).exists(), link


def test_a_wheel_is_refused_with_a_sentence() -> None:
    words = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert no_wheel.SENTENCE in done.stdout + done.stderr


def test_the_commands_of_an_operator_run_from_any_folder(seeded: Path, tmp_path: Path) -> None:
    (alias,) = re.findall(r"^alias flask='(.+)'$", OPERATION.read_text(), re.MULTILINE)
    begin, _, rest = alias.partition("/srv/ecpat/.venv/bin/flask ")
    assert begin == "sudo -u ecpat "
    site = tmp_path / "site"
    site.mkdir()
    checkout = Checkout(site, shutil.copytree(seeded, tmp_path / "instance"))
    flask = (sys.executable, "-m", "flask", *rest.replace("/srv/ecpat", str(site)).split())
    backup = tmp_path / "a.tar.gz"
    for words in (["ecpat", "backup", str(backup)], ["ecpat", "backup", "--verify", str(backup)], ["db", "current"]):
        running = checkout.run_shell(("env", "-C", "/", *flask, *words))
        told, _ = running.communicate(timeout=120)
        assert running.returncode == 0, told
    assert backup.exists()


@pytest.mark.parametrize("page", [OPERATION, DEPLOYMENT / "README.md"], ids=lambda page: page.name)
def test_no_command_of_an_operator_depends_on_the_folder_it_is_given_in(page: Path) -> None:
    text = re.sub(r"^cd /srv/ecpat\n.*?^```", "```", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    programs = re.findall(r"\S*(?:\.venv/bin/|wsgi\.py|docs/deployment/)\S*", text)
    relative = [path for path in programs if "/srv/ecpat/" not in path and path.strip("`:,;.") != "wsgi.py"]
    assert [path for path in relative if path != "docs/deployment/gunicorn.conf.py"] == []  # the unit has a folder
    assert not re.search(r"sudo -u ecpat make (?!-C /srv/ecpat )", text)
    assert not re.search(r"^(?:[\d*]+ +){5}(?![ /])", text, re.MULTILINE)  # cron looks for no program


def test_the_folders_are_those_of_the_code() -> None:
    picture = next(block for block in README.split("```") if block.startswith("\nwsgi.py"))
    drawn = {name for line in picture.splitlines() for name in re.findall(r"(?:^ *|  )([a-z0-9]+(?:/|\.py))", line)}
    inside = {
        path.name + "/" * path.is_dir() for path in (ROOT / "ecpat").iterdir() if not path.name.startswith("__")
    }
    assert drawn == inside | {"wsgi.py", "ecpat/", "translations/", "instance/", "tests/", "tools/", "docs/"}


def test_the_servers_and_the_proxy_meet_at_one_socket() -> None:
    files = ("granian.service", "gunicorn.conf.py", "nginx.conf")
    assert {re.findall(r"/run/[a-z./]+sock\b", (DEPLOYMENT / name).read_text())[0] for name in files} == {
        "/run/ecpat/ecpat.sock"
    }


def test_servers_wait_for_a_file_as_long_as_it_may_take_and_leave_threads_to_readers() -> None:
    slowest = uploads.PATIENCE + sandbox.LIMITS["pdf"].wall + sandbox.LIMITS["cover"].wall
    (patience,) = re.findall(
        r"proxy_read_timeout (\d+)s;\s+client_max_body_size", (DEPLOYMENT / "nginx.conf").read_text()
    )
    assert int(patience) > slowest
    places = README, (ROOT / "Makefile").read_text(), (DEPLOYMENT / "granian.service").read_text()
    assert [re.findall(r"--blocking-threads (\d+)", text) for text in places] == [["4"]] * 3
    assert "\nthreads = 4 " in (DEPLOYMENT / "gunicorn.conf.py").read_text()
    assert " threads=4 " in (DEPLOYMENT / "apache.conf").read_text()


@pytest.mark.parametrize(("name", "size"), [("nginx.conf", f"{LARGEST >> 20}m"), ("apache.conf", str(LARGEST))])
def test_editors_may_send_files_through_the_front_server(name: str, size: str) -> None:
    text = (DEPLOYMENT / name).read_text()
    found = re.search(r"\^/\(.*\)/", text)
    assert found is not None
    for locale in SHIPPED:
        assert re.match(found[0], feature.root(locale))
    assert size in text[found.end() : found.end() + 200]
