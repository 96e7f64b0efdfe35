"""What features stand on and that knows none of them: work beside requests, and mail."""
