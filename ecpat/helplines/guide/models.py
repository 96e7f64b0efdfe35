"""The path as it is kept: a row a step, a question with its answers or an end; words by language."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from ...core.database import Base
from ...core.generation import Content

QUESTION, ENDING = KINDS = ("question", "ending")


class GuideStep(Content, Base):
    """A question or an end; the first question begins the path. It is read and written as a whole.

    Help lines are named by their keys. An answer has a key, the step that it leads to, the lines that it adds to the
    end, and in each language its label, what is meant, what can be said on the telephone, its word in addresses.
    """

    __tablename__ = "guide_step"
    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind_known"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    lines: Mapped[list[str]] = mapped_column(JSON, default=list)
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
