#!/bin/sh
# Install the browsers that the tests drive where that can be done; else say what to
# install. Chromium is needed; tests in Firefox and WebKit are skipped where these lack.
set -eu

has() {
    command -v "$1" >/dev/null
}

has_chromium() {
    has chromium || has chromium-browser || has google-chrome
}

if has_chromium && has firefox-esr && has WebKitWebDriver && has Xvfb; then
    exit 0
fi
if has apt-get && [ "$(id -u)" = 0 ]; then
    echo "Installing Debian's browsers."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium firefox-esr webkit2gtk-driver xvfb fonts-dejavu-core >/dev/null
    exit 0
fi
if has_chromium; then
    echo "Without firefox-esr, webkit2gtk-driver and xvfb their tests are skipped." >&2
    exit 0
fi
echo "The browser tests need Chromium on PATH. On Debian or Ubuntu:" >&2
echo "    sudo apt-get install chromium firefox-esr webkit2gtk-driver xvfb" >&2
echo "Without it, run the other tests: .venv/bin/python -m pytest" >&2
exit 1
