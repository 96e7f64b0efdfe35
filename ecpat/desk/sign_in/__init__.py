"""Signing in: Flask-Security under the desk's own addresses, and the session that it begins."""
