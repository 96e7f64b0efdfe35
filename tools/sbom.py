"""Write what the site is made of, for those who look for weaknesses: a CycloneDX file of its locked dependencies.

    .venv/bin/python -m tools.sbom build/sbom.cdx.json

Read are requirements.txt and the lock of the desk's editor, which is built into the site; licences are those that the
installed packages name. What only builds the editor is in it as `excluded`.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import tomllib
import uuid
from collections import defaultdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
SITE, EDITOR = "ecpat", "ecpat-editor"  # references of what is made here
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")
_VIA = re.compile(r"^    #(?: via|  ) +([A-Za-z0-9._-]+)(?: \(pyproject\.toml\))?$")
_MODULES = "node_modules/"
BUILDERS = ("esbuild",)  # they make the bundle and are not in it

Component = dict[str, Any]
Needs = dict[str, set[str]]  # references by who needs them


def python(text: str, needs: Needs) -> list[Component]:
    """Return the packages of a file of pip's, and note who needs them; some have a version for each Python."""
    pins = [(found[1], found[2]) for line in text.splitlines() if (found := _PIN.match(line))]
    references: dict[str, list[str]] = defaultdict(list, {SITE: [SITE]})
    for name, version in pins:
        references[name].append(f"pkg:pypi/{name}@{version}")
    current = ""
    for line in text.splitlines():
        if found := _PIN.match(line):
            current = f"pkg:pypi/{found[1]}@{found[2]}"
        elif found := _VIA.match(line):
            for reference in references.get(found[1], ()):
                needs[reference].add(current)
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "scope": "required",
            **_licence(name),
        }
        for name, version in pins
    ]


def _licence(name: str) -> dict[str, Any]:
    """Return the licence that an installed package names; nothing where it names none in few words."""
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:  # of another platform
        return {}
    if "License-Expression" in found:
        return {"licenses": [{"expression": found["License-Expression"]}]}
    if "License" in found and 0 < len(found["License"]) < 60 and "\n" not in found["License"]:
        return {"licenses": [{"license": {"name": found["License"]}}]}
    return {}


def editor(lock: dict[str, Any], needs: Needs) -> list[Component]:
    """Return the packages of npm's lock, but for what other platforms build with, and note who needs them."""
    packages = {
        path.rpartition(_MODULES)[2]: package
        for path, package in lock["packages"].items()
        if path and not package.get("optional")
    }
    references = {name: f"pkg:npm/{quote(name)}@{package['version']}" for name, package in packages.items()}
    asked = lock["packages"][""].get("devDependencies", {})
    needs[EDITOR].update(references[name] for name in asked)
    for name, package in packages.items():
        needs[references[name]].update(references[other] for other in package.get("dependencies", {}))
    return [
        {
            "type": "library",
            "bom-ref": references[name],
            "name": name,
            "version": package["version"],
            "purl": references[name],
            "scope": "excluded" if name in BUILDERS else "required",
            "licenses": [{"expression": package["license"]}],
            "hashes": [{"alg": "SHA-512", "content": _hexadecimal(package["integrity"])}],
        }
        for name, package in packages.items()
    ]


def _hexadecimal(integrity: str) -> str:
    """Return a sum as CycloneDX writes it, from one as npm does."""
    return base64.b64decode(integrity.removeprefix("sha512-")).hex()


def document(written: datetime) -> dict[str, Any]:
    """Return the whole file, written at a moment."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needs: Needs = defaultdict(set)
    needs[SITE].add(EDITOR)
    libraries = python((ROOT / "requirements.txt").read_text(), needs)
    bundled = editor(json.loads((ROOT / "tools" / "editor" / "package-lock.json").read_text()), needs)
    own = {"version": project["version"], "licenses": [{"license": {"id": project["license"]}}]}
    components = [{"type": "library", "bom-ref": EDITOR, "name": EDITOR, **own}, *libraries, *bundled]
    references = [SITE, *(component["bom-ref"] for component in components)]
    content = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}",
        "version": 1,
        "metadata": {
            "timestamp": written.isoformat(timespec="seconds"),
            "component": {
                "type": "application",
                "bom-ref": SITE,
                "name": project["name"],
                "description": project["description"],
                **own,
            },
        },
        "components": components,
        "dependencies": [{"ref": name, "dependsOn": sorted(needs[name])} for name in references],
    }


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document(datetime.now(UTC)), indent=1, ensure_ascii=False) + "\n")
    print(f"{target} is written.")
