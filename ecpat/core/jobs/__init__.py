"""Work beside requests: a table of jobs, done by `flask ecpat work`. Readers' pages never depend on it.

A feature says what is done (`@handler`) and asks for it in its own transaction (`enqueue`). A job is done at least
once: one whose worker died is done again when its lease has run out.
"""

from .models import Job
from .registry import FailedError, LaterError, Payload, handler
from .service import enqueue, state
from .worker import Worker

__all__ = ["FailedError", "Job", "LaterError", "Payload", "Worker", "enqueue", "handler", "state"]
