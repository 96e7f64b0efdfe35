"""What the site promises, shown through what its users touch."""
