"""What a cell sees and says: prints, tracebacks, progress, awaits."""
