"""Models in the shapes in which other people wrote theirs."""
