"""One loaded model in a kernel, from its load to its stop."""
