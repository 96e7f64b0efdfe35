"""Tests of `ecpat/training/`."""
