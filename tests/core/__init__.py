"""What features stand on: work beside requests, mail."""
