"""The rules of a session, without I/O: no asyncio, thread, clock or socket."""
