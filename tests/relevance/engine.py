"""The site's own analysis, index and query code, for a runner of public test collections.

The runner calls `index` once per collection and `search` for each query.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ecpat.search.index.engine import SearchIndex
from tests.relevance.collection import Collection

_folder = TemporaryDirectory()
_collection = Collection(lambda: SearchIndex(Path(_folder.name)))
index, search = _collection.index, _collection.search
