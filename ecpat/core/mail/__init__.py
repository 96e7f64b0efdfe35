"""Mail: what is on its way, and the server it is handed to."""

from .message import compose
from .models import LONGEST_REASON, OutgoingMail
from .server import MailError, MailServer, PermanentError, TemporaryError

__all__ = ["LONGEST_REASON", "MailError", "MailServer", "OutgoingMail", "PermanentError", "TemporaryError", "compose"]
