"""The PostgreSQL engine, for the same runner of public test collections as `tests/relevance/engine.py`."""

from __future__ import annotations

import atexit
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from sqlalchemy import create_engine

from ecpat.search.postgres import PostgresEngine
from tests.postgres import server
from tests.relevance.collection import Collection

_stack = ExitStack()
atexit.register(_stack.close)
_found = server.programs()
assert _found is not None, "PostgreSQL is not installed"
_server = _stack.enter_context(server.running(_found))
_collection = Collection(lambda: PostgresEngine(create_engine(_server.address(_server.database()))))
index, search = _collection.index, _collection.search
