"""Drive a model's own code: its loop, its steps, what it takes and what it emits."""
