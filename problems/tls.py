"""The certificates that this process trusts, loaded once: that takes longer than most requests to a local server."""

import ssl
from functools import cache

import httpx


@cache
def trusted(environment: bool, /) -> ssl.SSLContext:
    """The certificates that httpx trusts; with `environment`, those that SSL_CERT_FILE and SSL_CERT_DIR name."""
    return httpx.create_ssl_context(trust_env=environment)
