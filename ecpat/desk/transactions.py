"""A write that is done whole or not at all, and again where another came between."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from ..core.database import db
from ..core.errors import ConflictError

T = TypeVar("T")
TIMES, PAUSE = 4, 0.05  # seconds, longer each time


def write(work: Callable[[], T]) -> T:
    """Do some work and commit it; raises what the work raises, everything rolled back.

    A database that is busy, an address taken at the same moment or a row that moved meanwhile let it begin again,
    from what is there then: the work must read all that it depends on.
    """
    for attempt in range(1, TIMES + 1):
        try:
            result = work()
            db.session.commit()
        except (OperationalError, IntegrityError, StaleDataError, ConflictError):
            db.session.rollback()
            if attempt == TIMES:
                raise
            time.sleep(PAUSE * attempt)
        except BaseException:
            db.session.rollback()
            raise
        else:
            return result
    raise AssertionError("unreachable")
