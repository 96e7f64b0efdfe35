"""The searches that readers judged, beside the checkout: how often a right page is first, and among three."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

READERS = Path(__file__).resolve().parents[3] / "shared" / "readers"
FIRST, THREE = 0.80, 0.93


@pytest.mark.skipif(not READERS.is_dir(), reason="the judged searches are not beside the checkout")
def test_readers_find_a_right_page(reading):
    server = make_server("127.0.0.1", 0, reading, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        command = [sys.executable, READERS / "judge.py", f"http://127.0.0.1:{server.port}", READERS / "searches.tsv"]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    finally:
        server.shutdown()
    first, three = (float(part.partition("=")[2]) for part in told.split()[1:3])
    assert (first >= FIRST, three >= THREE) == (True, True), told
