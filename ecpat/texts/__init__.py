"""What the organisation says of itself."""
