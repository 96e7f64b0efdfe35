"""The image and its services: shut in, asked whether they live, and made of what is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ecpat.config import SETTINGS

from .cluster.documented import granian_options
from .contract import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
FRONT = {"caddy", "nginx"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_shut_in(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].partition(":")[0] not in ("", "0", "root")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid"} & set(service)
    assert ("ports" in service) == (name in FRONT)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_whether_it_lives_or_ends_by_itself(name: str) -> None:
    service = SERVICES[name]
    assert service["profiles"] in (["one"], ["several"])
    if service.get("healthcheck", {}).get("disable"):
        assert service["restart"] == "no" or service["command"] == ["flask", "ecpat", "work"]
    else:
        assert service["restart"] == "unless-stopped"
        assert "healthcheck" in service or "build" in service  # the image has one
    for other, how in service.get("depends_on", {}).items():
        assert SERVICES[other]["profiles"] == service["profiles"]
        ends = how["condition"] == "service_completed_successfully"
        assert ends == (SERVICES[other]["restart"] == "no")


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if "build" not in service])
def test_what_others_built_is_named_by_its_version(name: str) -> None:
    image = SERVICES[name]["image"]
    assert re.fullmatch(r"[^:]+:[^:/]*\d[^:/]*", image), f"{image} is another with every pull"


def test_both_profiles_are_whole() -> None:
    of = {
        profile: {name for name, one in SERVICES.items() if one["profiles"] == [profile]}
        for profile in ("one", "several")
    }
    assert of["one"] == {"migrate", "site", "work", "caddy"}
    assert {"site-a", "site-b", "work-a", "work-b", "nginx", "database", "replica", "storage"} <= of["several"]
    mounted = {mount.partition(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    files = {mount for mount in mounted if mount.startswith("./")}
    assert {mount for mount in mounted if re.fullmatch(r"[a-z-]+", mount)} == set(COMPOSE["volumes"])
    assert all((ROOT / file).is_file() for file in files)
    for name in ("site-a", "site-b"):
        shared = SERVICES[name]["environment"]
        assert all(shared[key] == SERVICES["site-a"]["environment"][key] for key in ("SECRET_KEY", "MEDIA_URL"))
    assert SERVICES["site-a"]["volumes"] != SERVICES["site-b"]["volumes"]  # each has an index of its own
    for service in SERVICES.values():  # a volume belongs to whom the images of ours say, whoever mounts it first
        foreign = {
            mount for mount in service.get("volumes", []) if "build" not in service and mount.endswith(":/data")
        }
        assert not foreign
    for place in ("work-a", "site-a"), ("work-b", "site-b"):
        assert SERVICES[place[0]]["volumes"] == SERVICES[place[1]]["volumes"]


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_kept_in_memory_can_be_written_by_who_is_not_root(name: str) -> None:
    first, *others = SERVICES[name]["tmpfs"]
    assert [first] == SERVICES["site"]["tmpfs"]  # which anyone may write in every image
    assert all(folder.endswith(":mode=1777") for folder in others)


def test_the_user_of_the_image_has_the_group_that_reads_its_files() -> None:
    assert "groupadd --system --gid 10001 ecpat" in DOCKERFILE
    assert "useradd --system --uid 10001 --gid ecpat " in DOCKERFILE
    assert SERVICES["nginx"]["user"].partition(":")[2] == SERVICES["site"]["user"].partition(":")[2] == "10001"


@pytest.mark.parametrize("name", ["site", "site-a"])
def test_a_site_is_told_settings_with_their_defaults(name: str) -> None:
    known = {setting.name: setting for setting in SETTINGS}
    for setting, value in SERVICES[name]["environment"].items():
        if default := re.fullmatch(r"\$\{([A-Z_]+):-(.*)\}", value):
            assert default.groups() == (setting, known[setting].default)
        known[setting].read(re.sub(r"\$\{[A-Z_]+:[?-](.*?)\}", "secret" if "://" in value else r"\1", value))


def test_the_image_is_small_is_not_root_and_asks_for_liveness() -> None:
    stages = re.findall(r"^FROM (\S+) AS (\S+)$", DOCKERFILE, re.MULTILINE)
    assert [name for _, name in stages][-2:] == ["several", "site"]
    assert {image for image, _ in stages} <= {"python:3.13-slim", *(name for _, name in stages)}
    for last in re.split(r"^FROM .*$", DOCKERFILE, flags=re.MULTILINE)[-2:]:
        assert last.rstrip().endswith("USER ecpat")
    assert "/healthz" in DOCKERFILE
    assert all("--require-hashes" in line for line in DOCKERFILE.splitlines() if "pip install" in line)
    copied = {
        name for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    }
    let_in = {line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_serves_as_the_documented_unit_does() -> None:
    (command,) = re.findall(r'^CMD \["granian", (.*)\]$', DOCKERFILE.replace("\\\n", ""), re.MULTILINE)
    here = [word.strip(' "') for word in command.split(",")]
    address = ["--host", "0.0.0.0", "--port", "8000"]  # noqa: S104 — of the container alone
    assert [*granian_options(None), "wsgi:application"] == [word for word in here if word not in address]


def test_nginx_balances_two_sites_with_the_documented_configuration(tmp_path: Path) -> None:
    deployment = ROOT / "docs" / "deployment"
    done = subprocess.run(
        ("sed", "-f", deployment / "nginx-several.sed", deployment / "nginx.conf"),
        capture_output=True,
        text=True,
        check=True,
    )
    made = done.stdout
    (upstream,) = re.findall(r"^upstream ecpat \{\n(.*?)^\}", made, re.MULTILINE | re.DOTALL)
    assert re.findall(r"^    server (\S+) ", upstream, re.MULTILINE) == ["site-a:8000", "site-b:8000"]
    assert not re.search(r"/var/log|^ *server unix:", made, re.MULTILINE)
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert program is not None, "the tests need nginx"
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    words = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1")
    subprocess.run((*words, "-keyout", key, "-out", certificate), capture_output=True, check=True)
    site = re.sub(r"site-[ab]:", "127.0.0.1:", made).replace("/etc/letsencrypt/live/www.example.org", str(tmp_path))
    site = re.sub(r"/dev/std(out|err)", str(tmp_path / "log"), site)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nerror_log {tmp_path}/log;\nevents {{}}\nhttp {{\n{site}\n}}\n")
    checked = subprocess.run(
        (program, "-t", "-c", whole, "-p", tmp_path), capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
