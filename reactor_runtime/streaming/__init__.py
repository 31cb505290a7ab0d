"""One frame to one viewer: what goes, when and how encoded, and who does it."""
