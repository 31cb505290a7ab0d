"""What a cell sees, says and waits for: prints, tracebacks, awaits, its shell."""
