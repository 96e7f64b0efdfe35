"""The desk: where the organisation's people write, in two languages, what readers see."""
