"""Who may write: people, their sessions and second factors, and what each of them did. No pages."""
