"""What stands between the server and the site: page cache, static files, headers, limits, health."""
