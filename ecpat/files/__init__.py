"""Uploaded files: what they are, where they are kept, how they are shown and sent."""
