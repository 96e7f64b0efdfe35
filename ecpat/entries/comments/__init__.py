"""Comments: what the team says beside passages of a text, which no reader sees."""
