"""The site as a whole at the desk."""
