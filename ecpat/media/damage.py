"""What is raised for a file that cannot be used."""

from __future__ import annotations


class DamagedFile(Exception):  # noqa: N818 — it names what the file is, and reads so where it is caught
    """A file that is not what it should be, that cannot be read, or that is larger than the site accepts."""
