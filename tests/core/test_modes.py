"""Who may read what is in the instance folder: the site's user alone, from the first command on."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ecpat.app import create_app
from ecpat.files.pictures import storage
from ecpat.site import down

from ..conftest import build, furnish
from ..contract import ROOT
from ..files.test_media import make_image
from ..web.test_operation import examine


def modes(folder: Path) -> dict[str, str]:
    """Return the modes of a folder and of what is in it, by path, as one writes them."""
    return {
        path.relative_to(folder.parent).as_posix(): f"{stat.S_IMODE(path.stat().st_mode):o}"
        for path in (folder, *folder.rglob("*"))
    }


def expected(folder: Path) -> dict[str, str]:
    """Return the modes that they should have."""
    found = {}
    for path in (folder, *folder.rglob("*")):
        file = "640" if path.parent in (folder / "static", folder / "down") else "600"
        found[path.relative_to(folder.parent).as_posix()] = "750" if path.is_dir() else file
    return found


def used(app: Flask) -> None:
    """Let a site write everything that it ever writes."""
    furnish(app)
    client = FlaskClient(app, app.response_class)
    for path in ("/fr/", "/fr/share.png", "/fr/recherche/?q=enfants", "/readyz"):
        assert client.get(path).status_code == 200
    with app.app_context():
        picture = make_image(900, 600, "JPEG")
        storage().renditions.keep(storage().put(picture), "w480.jpg", picture)
        down.write()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return the folder of a site that wrote all while what is written is everybody's, with its modes."""
    folder = tmp_path_factory.mktemp("written") / "instance"
    before = os.umask(0)
    try:
        used(build(folder))
    finally:
        os.umask(before)
    found = modes(folder)
    assert found == expected(folder)
    return folder, found


def test_whatever_a_site_writes_is_its_user_s_alone(written: tuple[Path, dict[str, str]]) -> None:
    _folder, found = written
    for name in ("site.db", "site.db-wal", "secret-key", "generation", "search/current", "search/lock", "static"):
        assert f"instance/{name}" in found


def test_the_first_command_of_all_writes_so_too(tmp_path: Path) -> None:
    for part in ("ecpat", "translations"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for part in ("wsgi.py", "pyproject.toml"):
        shutil.copy(ROOT / part, tmp_path)
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance").chmod(0o755)  # as git makes it
    for words in (["db", "upgrade"], ["ecpat", "down-page"]):
        program = "import os, sys; os.umask(0); from flask.cli import main; main()"
        command = [sys.executable, "-c", program, *words]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert modes(tmp_path / "instance") == expected(tmp_path / "instance")
    assert (tmp_path / "instance" / "site.db").stat().st_size > 0


def test_what_was_left_open_is_shut_at_the_next_start_and_nothing_is_opened(
    written: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    folder = shutil.copytree(written[0], tmp_path / "instance")
    key = folder / "secret-key"
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    key.chmod(0o400)
    (folder / "config.py").write_text("PAGE_SIZE = 5\n")
    (folder / "config.py").chmod(0o644)
    create_app({}, folder)
    assert modes(folder) == {**expected(folder), "instance/secret-key": "400"}


def test_the_doctor_names_what_others_may_read(app: Flask) -> None:
    folder = Path(app.instance_path)
    folder.chmod(0o750)  # pytest itself made it
    assert f"ok       permissions: {folder} is for this user alone" in examine(app)[1]
    file = next(path for path in folder.glob("media/??/*") if path.is_file())
    file.chmod(0o640)
    code, told = examine(app)
    assert f"warning  permissions: others may use 1 ({file.relative_to(folder.parent)})" in told
    assert code == 0
    command = told.partition("others may use")[2].partition(": ")[2].partition("\n")[0]
    subprocess.run(command, shell=True, check=True)  # noqa: S602 — what the doctor itself says
    assert modes(folder) == expected(folder)
