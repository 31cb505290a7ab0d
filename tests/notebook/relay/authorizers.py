"""Who may do what on the tests' Jupyter Server."""

from jupyter_server.auth import Authorizer

READER = "X-Test-Reader"


class Readers(Authorizer):
    """Lets everybody do everything, but readers use no kernel."""

    def is_authorized(self, handler, user, action, resource):
        is_use = action == "execute" and resource == "kernels"
        return not (is_use and READER in handler.request.headers)
