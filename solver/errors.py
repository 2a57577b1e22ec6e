"""What can go wrong between a prompt and a model's answer, so that no attempt can be made at all.

SolverError
├── BadServerAddress     the given address of a server cannot be one
├── ServerUnavailable    nobody answers there, or it cannot be used
│   ├── NobodyListens    nothing takes a connection
│   ├── ServerLoading    it is there, and still loads its model
│   └── NotAModelServer  something answers, but not as a model server (a web page, no JSON)
├── NoSuchModel          no server lists a model of that name
├── ServerRefused        it answered 401, 403 or 404: the same would come again, so the run stops
├── AskCancelled         the client was closed while it waited
├── EffortNotOffered     the model has no such effort at this server
├── NoSuchCell           the log has no model, or no effort of it, of that name
└── BadImport            a line of answers from elsewhere cannot be read

What one attempt meets (a stream that breaks, an error event, HTTP 500 twice) is an Exchange with an error, not an
exception: the run goes on.
"""


class SolverError(Exception):
    """Base of all errors of this package; its text is one line for a person, with the next step."""


class BadServerAddress(SolverError):
    """The given address of a server is not one."""


class ServerUnavailable(SolverError):
    """No model server can be reached."""


class NobodyListens(ServerUnavailable):
    """Nothing takes a connection at the address."""


class ServerLoading(ServerUnavailable):
    """The server is there, and still loads its model."""


class NotAModelServer(ServerUnavailable):
    """Something answers at the address, but not as a model server."""


class NoSuchModel(SolverError):
    """No server lists a model of that name; the text tells the nearest ones."""


class ServerRefused(SolverError):
    """The server answered 401, 403 or 404: it would do so again."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class EffortNotOffered(SolverError):
    """The model has no such effort at its server; the text names those that it has."""


class AskCancelled(SolverError):
    """The client was closed while it waited for this answer."""


class NoSuchCell(SolverError):
    """The log has no model of that name, or none at that effort."""


class BadImport(SolverError):
    """A line of answers from elsewhere cannot be read."""
