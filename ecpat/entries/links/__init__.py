"""Links to other sites: which there are, and whether they lead somewhere."""
