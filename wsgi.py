"""The WSGI entry point: any server runs `wsgi:application`; what keeps it from starting is said in one line."""

import gc
import sys

from ecpat.app import create_app
from ecpat.commands import schema, scratch
from ecpat.config import ConfigError
from ecpat.i18n import CatalogueMissingError
from ecpat.public import templating

try:
    application = create_app()
    if {"doctor", "restore"}.isdisjoint(sys.argv):  # these are for a database that is broken
        schema.check(application, migrated={"db", "backup"}.isdisjoint(sys.argv))  # and these come before migrating
except (ConfigError, CatalogueMissingError, OSError) as error:
    sys.stderr.write(f"The site cannot start: {error}\n")
    raise SystemExit(3) from None  # the status at which gunicorn gives up instead of trying again

scratch.sweep(application)
templating.compile_all(application)
gc.collect()
gc.freeze()  # what was made at the start stays: looking through it again and again cost a fifth of a page
gc.set_threshold(20_000, 20, 20)
