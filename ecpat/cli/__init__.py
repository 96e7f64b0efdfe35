"""The maintainer's commands: `flask ecpat …`."""

from flask import Flask
from flask.cli import AppGroup

from . import (
    backup,
    create_admin,
    doctor,
    down_page,
    insight,
    mirror,
    reindex,
    renditions,
    restore,
    seed,
    test_mail,
    work,
)


def install(app: Flask) -> None:
    """Give an application its commands."""
    group = AppGroup("ecpat", help="Look after the site.")
    group.add_command(seed.seed)
    group.add_command(create_admin.create_admin)
    group.add_command(reindex.reindex)
    group.add_command(renditions.renditions)
    group.add_command(insight.insight)
    group.add_command(backup.backup)
    group.add_command(restore.restore)
    group.add_command(doctor.doctor)
    group.add_command(mirror.mirror)
    group.add_command(work.work)
    group.add_command(test_mail.test_mail)
    group.add_command(down_page.down_page)
    app.cli.add_command(group)
