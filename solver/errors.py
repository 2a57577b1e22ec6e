"""Errors that leave no attempt to record: what can fail between a prompt and a model's answer.

SolverError
├── BadServerAddress     the given server address is not valid
├── ServerUnavailable    nobody answers there, or the server cannot be used
│   ├── NotListening     nothing accepts a connection
│   ├── ServerLoading    the server is up, but still loading its model
│   └── NotAModelServer  something answers, but not as a model server (a web page, no JSON)
├── NoSuchModel          no server lists a model of that name
├── ServerRefused        it answered 401, 403 or 404 and would do so again, so the run stops
├── AskCancelled         the client was closed while it waited
├── EffortNotOffered     the model has no such effort at this server
├── NoSuchCell           the log has no model of that name, or none at that effort
└── BadImport            a line of answers from elsewhere cannot be read

A failure within one attempt (a broken stream, an error event, HTTP 500 twice) is an Exchange with an error, not an
exception: the run goes on.
"""


class SolverError(Exception):
    """Base of all errors of this package; the text is one line for the user, with the next step."""


class BadServerAddress(SolverError):
    """The given server address is not valid."""


class ServerUnavailable(SolverError):
    """No model server can be reached."""


class NotListening(ServerUnavailable):
    """Nothing accepts a connection at the address."""


class ServerLoading(ServerUnavailable):
    """The server is up, but still loading its model."""


class NotAModelServer(ServerUnavailable):
    """Something answers at the address, but not as a model server."""


class NoSuchModel(SolverError):
    """No server lists a model of that name; the text gives the nearest ones."""


class ServerRefused(SolverError):
    """The server answered 401, 403 or 404, and would do so again."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class EffortNotOffered(SolverError):
    """The model has no such effort at its server; the text names the efforts it has."""


class AskCancelled(SolverError):
    """The client was closed while it waited for this answer."""


class NoSuchCell(SolverError):
    """The log has no model of that name, or none at that effort."""


class BadImport(SolverError):
    """A line of answers from elsewhere cannot be read."""
