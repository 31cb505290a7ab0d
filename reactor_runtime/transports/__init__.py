"""One module or package per wire; none knows another."""
