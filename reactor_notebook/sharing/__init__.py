"""Let a stranger run a notebook: the files that Binder reads, and a badge for them."""
