"""The runtime's side of a panel: its viewers, their socket, files and media."""
