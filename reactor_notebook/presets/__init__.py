"""Values of a model that a person keeps under a name."""
