"""Moving in and out: exports that tests write, and what becomes of them."""
