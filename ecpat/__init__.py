"""A bilingual public website: news, resources and training events."""
