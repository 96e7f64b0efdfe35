"""Moving in and out: what another site exported becomes entries, and entries become files that others can read."""
