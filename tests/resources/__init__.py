"""Tests of `ecpat/resources/`."""
