"""What all kinds share: entries, their editions, and the rules that they obey."""
