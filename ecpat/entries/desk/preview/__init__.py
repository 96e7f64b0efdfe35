"""Pages as readers will see them, and as they see them now."""
