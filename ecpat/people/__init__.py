"""Who may write: the organisation's people, how they signed in, and what each of them did."""
