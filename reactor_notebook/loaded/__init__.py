"""One loaded model in a kernel, from its load to its stop, and its one client."""
