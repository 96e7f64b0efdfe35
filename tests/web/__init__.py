"""Tests of `ecpat/web/`."""
