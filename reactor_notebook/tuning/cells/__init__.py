"""The cells of a notebook as sources: where they are, and who can edit them."""
