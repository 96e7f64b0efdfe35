"""The site as a node serves it: `granian tests.cluster.node:application`, on the instance folder that NODE names."""

import os
from pathlib import Path

from ecpat.app import create_app

application = create_app(None, Path(os.environ["NODE"]))
