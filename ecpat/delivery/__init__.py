"""How pages and files travel: security headers, static files, the page cache."""
