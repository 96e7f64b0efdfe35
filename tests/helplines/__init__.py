"""Tests of `ecpat/helplines/`."""
