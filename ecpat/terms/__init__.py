"""The words of the field: thesaurus, and the phrases of those who need help."""
