#!/bin/sh
# Install the browser that the tests drive where that can be done; else say what to install.
set -eu

if command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    command -v google-chrome >/dev/null; then
    exit 0
fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "No Chromium found; installing Debian's."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-dejavu-core >/dev/null
    exit 0
fi
echo "The browser tests need Chromium on PATH. On Debian or Ubuntu:" >&2
echo "    sudo apt-get install chromium" >&2
echo "Without it, run the other tests: .venv/bin/python -m pytest" >&2
exit 1
