"""The thesaurus and the phrases of distress at the desk."""
