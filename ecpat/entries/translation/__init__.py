"""The words of an edition given to translators as a file (XLIFF 2.0), and taken back from one."""
