"""What the README and the deployment pages say is so: settings, commands, rooms, links, the socket."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from ecpat.app import FEATURES
from ecpat.config import SETTINGS
from ecpat.desk.blueprints import BESIDE
from ecpat.files import sandbox
from ecpat.files.desk import uploads
from ecpat.web import feature
from tools import no_wheel

from .checkout import Checkout
from .contract import ROOT, SHIPPED

README = (ROOT / "README.md").read_text()
DEPLOYMENT = ROOT / "docs" / "deployment"
OPERATION = ROOT / "docs" / "operation.md"
RECORDING = next(int(setting.default) for setting in SETTINGS if setting.name == "RECORDING_SIZE")
FRONT = (RECORDING << 20) + BESIDE  # bytes that a server in front lets pass


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
    "page",
    [
        ROOT / "README.md",
        DEPLOYMENT / "README.md",
        OPERATION,
        ROOT / "docs/upgrading.md",
        ROOT / "docs/containers.md",
    ],
    ids=lambda page: str(page),
)
def test_commands_and_links_lead_somewhere(page: Path) -> None:
    text = page.read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:^|`|ecpat )make (?:-C /srv/ecpat )?([a-z]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert link.startswith("https://") or (page.parent / link).exists(), link


DOCUMENTED = [
    (page.relative_to(ROOT).as_posix(), words.strip())
    for page in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
    if page.name != "how-to.md"  # whose command is one that somebody adds
    for words in sorted(set(re.findall(r"flask ecpat ([a-z][^`\n>|#]*)", page.read_text())))
]


@pytest.mark.parametrize(("page", "words"), DOCUMENTED, ids=str)
def test_a_command_is_understood_as_it_is_documented(page: str, words: str) -> None:
    command: click.Command = click.Group(
        "ecpat", {str(one.name): one for feature in FEATURES for one in feature.commands}
    )
    context, given = click.Context(command), shlex.split(re.sub(r"\$\([^)]*\)", "today", words))
    while given and isinstance(command, click.Group):
        found = command.get_command(context, given.pop(0))
        assert found is not None, words
        command = found
        context = click.Context(command, context)
    assert command.get_help(context)
    _options, beyond, _order = command.make_parser(context).parse_args(given)  # UsageError for one that is none
    assert beyond == []


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
    drawn = {name for line in picture.splitlines() for name in re.findall(r"(?:^ *|  )([a-z0-9_]+(?:/|\.py))", line)}
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


@pytest.mark.parametrize(("name", "size"), [("nginx.conf", f"{FRONT >> 20}m"), ("apache.conf", str(FRONT))])
def test_editors_may_send_files_through_the_front_server(name: str, size: str) -> None:
    text = (DEPLOYMENT / name).read_text()
    found = re.search(r"\^/\(.*\)/", text)
    assert found is not None
    for locale in SHIPPED:
        assert re.match(found[0], feature.root(locale))
    assert size in text[found.end() : found.end() + 200]


def test_what_an_extra_adds_is_locked_as_the_site_is() -> None:
    """Who installs an extra gets no other version of what the site has, and nothing without its sum."""
    site = locked("requirements.txt")
    for extra in ("postgres", "s3", "gunicorn"):
        text = (ROOT / f"requirements-{extra}.txt").read_text()
        found = locked(f"requirements-{extra}.txt")
        assert {name: version for name, version in found.items() if name in site}.items() <= site.items()
        asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"][extra]
        assert {re.split(r"[\[>=]", name)[0] for name in asked} <= set(found)
        assert text.count("--hash=sha256:") >= len(found)
        assert "://" not in text


def locked(name: str) -> dict[str, str]:
    """Return the versions of the packages in a file of pip's."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the Makefile, and an environment that `make` made there without installing anything."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ntest "$1" != -m || set -- "$@" --without-pip\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    make(tmp_path, ".venv/bin/python")
    (tmp_path / ".venv" / ".run").touch()
    return tmp_path


def make(folder: Path, *words: str) -> str:
    """Run make and return what it says."""
    command = ("make", f"PYTHON={folder}/python", *words)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_an_environment_that_is_whole_stays(folder: Path) -> None:
    assert "pip install" not in make(folder, "-n", ".venv/.run")
    assert "anew" not in make(folder, ".venv/bin/python")


@pytest.mark.parametrize("gone", [True, False], ids=["its Python is gone", "its Python is another version"])
def test_an_environment_heals_after_an_upgrade_of_python(folder: Path, gone: bool) -> None:
    environment = folder / ".venv"
    if gone:
        (environment / "bin" / "python").unlink()
        (environment / "bin" / "python").symlink_to("/usr/bin/python3.9-that-is-gone")
    else:
        (environment / "lib" / "python{}.{}".format(*sys.version_info)).rename(environment / "lib" / "python3.9")
    assert "pip install" in make(folder, "-n", ".venv/.run")
    assert "making .venv anew" in make(folder, ".venv/bin/python")
    assert not (environment / "lib" / "python3.9").exists()
    assert subprocess.run((environment / "bin" / "python", "-c", ""), check=True).returncode == 0
