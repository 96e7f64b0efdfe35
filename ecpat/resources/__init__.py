"""Resources: reports, studies and brochures."""
