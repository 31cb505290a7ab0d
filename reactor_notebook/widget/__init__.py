"""The widget of a panel: its pages, its comm and its saved outputs."""
