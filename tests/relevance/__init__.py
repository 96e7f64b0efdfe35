"""The site's own engine, for a runner of public test collections."""
