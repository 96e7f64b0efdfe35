"""HTTP without features: addresses, rendering, errors, and the middleware in front of the site."""
