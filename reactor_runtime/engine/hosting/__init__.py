"""The threads that host an engine: its loop, the delivery side, the wait for an end."""
