"""Whom this process trusts, read once: it takes longer than most questions to a server on this machine."""

import ssl
from functools import cache

import httpx


@cache
def trusted(environment: bool, /) -> ssl.SSLContext:
    """The certificates that httpx trusts; with the environment, those that SSL_CERT_FILE and SSL_CERT_DIR name."""
    return httpx.create_ssl_context(trust_env=environment)
