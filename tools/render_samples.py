#!/usr/bin/env python3
"""Render every sample document and illustration again: HTML to tagged PDF, SVG to PNG.

Needs Chromium on the PATH. If qpdf and pngquant are there too, the files come out lighter.

    python tools/render_samples.py [name …]      # names without extension, e.g. leiden
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "ecpat" / "cli" / "sample"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--virtual-time-budget=5000",  # so that the fonts are there
)


def browser() -> str:
    """Return the path of the first Chromium found."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    sys.exit("No Chromium on the PATH (looked for " + ", ".join(BROWSERS) + ").")


def print_pdf(chromium: str, source: Path) -> Path:
    """Print an HTML document to a tagged PDF with an outline, next to it."""
    target = source.with_suffix(".pdf")
    run(
        chromium,
        source,
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={target}",
    )
    squeeze = ("--object-streams=generate", "--recompress-flate", "--compression-level=9")
    lighter("qpdf", "--replace-input", *squeeze, target)
    return target


def draw_png(chromium: str, source: Path) -> Path:
    """Draw an SVG illustration of 1600 × 900 as a PNG, next to it."""
    target = source.with_suffix(".png")
    run(chromium, source, "--window-size=1600,900", f"--screenshot={target}")
    lighter("pngquant", "--force", "--skip-if-larger", "--nofs", f"--output={target}", "64", target)
    return target


def lighter(tool: str, *options: str | Path) -> None:
    """Let an optional tool make a file smaller; without it, the file stays as it is."""
    if path := shutil.which(tool):
        subprocess.run([path, *options], check=False)


def run(chromium: str, source: Path, *options: str) -> None:
    """Open a source in a headless Chromium that has a fresh profile."""
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, *FLAGS, f"--user-data-dir={profile}", *options, source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main(names: list[str]) -> None:
    """Render the samples named, or all of them, and say how large each is."""
    chromium = browser()
    jobs = [(print_pdf, path) for path in sorted((SAMPLE / "documents").glob("*.html"))]
    jobs += [(draw_png, path) for path in sorted((SAMPLE / "images").glob("*.svg"))]
    for render, source in jobs:
        if not names or source.stem in names:
            target = render(chromium, source)
            print(f"{target.stat().st_size / 1000:6.0f} kB  {target.relative_to(SAMPLE)}")


if __name__ == "__main__":
    main(sys.argv[1:])
