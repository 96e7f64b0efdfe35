"""Mail: what is on its way, and the server it is handed to."""

from .message import compose
from .models import OutgoingMail
from .server import MailError, MailServer, PermanentError, TemporaryError

__all__ = ["MailError", "MailServer", "OutgoingMail", "PermanentError", "TemporaryError", "compose"]
