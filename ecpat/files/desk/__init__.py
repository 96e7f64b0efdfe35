"""Files at the desk: found, sent, described, replaced, thrown away."""
