"""Stand round a model's code: what it raises, logs, holds up, and where it is."""
