"""Folders of Markdown with front matter: what this site gives out, and what any other may give."""
