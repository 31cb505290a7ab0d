"""A real JupyterLab in a real Chromium, and the tests that drive them."""
