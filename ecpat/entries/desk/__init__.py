"""Where entries are written: list, form, merge, autosave, preview, revisions, trash, to-do."""
