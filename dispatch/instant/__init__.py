"""One instant judged on its own, whole or cut into territories."""
