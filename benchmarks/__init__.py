"""What a frame and a command cost, measured in a real JupyterLab in a real Chromium.

``python -m benchmarks`` prints the table; ``make bench`` calls it.
"""
