"""The site as a node serves it: `granian tests.cluster.node:application`, on the instance folder that NODE names."""

import os
from pathlib import Path

from ecpat.app import create_app
from ecpat.cli import scratch
from ecpat.web import warm_up

application = create_app(None, Path(os.environ["NODE"]))
scratch.sweep(application)  # as wsgi.py does, both
warm_up.run(application)
