"""An entry to be reviewed, and what is said beside its passages."""
