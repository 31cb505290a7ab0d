"""Ranges that were found by hand, and the way back into the source that declares them.

What needs LibCST is imported when a source is looked at for the first time.
"""
