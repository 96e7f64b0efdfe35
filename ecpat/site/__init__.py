"""The site as a whole: home page, menu, redirects."""
