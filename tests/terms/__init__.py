"""Tests of `ecpat/terms/`."""
