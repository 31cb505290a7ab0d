"""What a person holds: the handle of a session, its controls, messages and files."""
