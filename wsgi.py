"""The WSGI entry point: any server runs `wsgi:application`; what keeps it from starting is said in one line.

`python wsgi.py` starts nothing and says whether the site could start, its database included: that is asked before a
server starts or reloads. A server's own processes do not ask, so that a database that is away at night ends none.
"""

import gc
import os
import sys

from ecpat.config import ConfigError

ANY_DATABASE = {
    "doctor",
    "restore",
    "work",
    "--version",
}  # commands for one that is broken, and one that waits for it
ANY_SCHEMA = {"db", "backup"}  # and those that come before migrating

gc.disable()  # until all is there: of what a start makes nearly nothing goes, and looking took a fifth of its time
try:
    from ecpat.app import create_app  # which asks which languages the site speaks
    from ecpat.cli import schema, scratch
    from ecpat.web import templating, warm_up

    application = create_app()
    asked = __name__ == "__main__" or "FLASK_RUN_FROM_CLI" in os.environ  # by which Flask says that it is a command
    if asked and ANY_DATABASE.isdisjoint(sys.argv):
        schema.check(application, migrated=ANY_SCHEMA.isdisjoint(sys.argv))
except (ConfigError, OSError) as error:
    sys.stderr.write(f"The site cannot start: {error}\n")
    raise SystemExit(3) from None  # the status at which gunicorn gives up instead of trying again

scratch.sweep(application)
templating.compile_all(application)
if not asked:
    warm_up.run(application)
gc.collect()
gc.freeze()  # what was made at the start stays: looking through it again and again cost a fifth of a page
gc.set_threshold(20_000, 20, 20)
gc.enable()
