"""What an entry was at each save, and what a working copy changes."""
