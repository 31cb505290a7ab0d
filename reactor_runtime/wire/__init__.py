"""Bytes and JSON to typed values and back; pure, without a socket."""
