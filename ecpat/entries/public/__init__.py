"""What readers see of entries: lists, archives, pages, feeds, calendars."""
