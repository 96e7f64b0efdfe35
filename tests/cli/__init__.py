"""Tests of `ecpat/cli/`."""
