"""Tests of `ecpat/api/`."""
