"""Tests of `ecpat/files/`."""
