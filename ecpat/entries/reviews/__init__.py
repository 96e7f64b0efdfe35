"""Reviews: that an entry is read by somebody else before readers see it, and what came of it."""
