"""What a person holds: a session's handle, its controls, and what it shows."""
