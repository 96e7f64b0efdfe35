"""Tests of `ecpat/entries/`."""
