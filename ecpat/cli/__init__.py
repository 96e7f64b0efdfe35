"""The maintainer's commands: `flask ecpat …`, beside those that features bring."""

from ..web.feature import Feature
from . import (
    backup_command,
    backup_series,
    copy_database,
    doctor,
    init,
    mirror,
    renditions,
    restore,
    seed,
    test_mail,
    work,
)

FEATURE = Feature(
    "cli",
    commands=(
        init.init, seed.seed, renditions.renditions, backup_command.backup, restore.restore, doctor.doctor,
        mirror.mirror, copy_database.copy_database, work.work, test_mail.test_mail,
    ),
    hooks=backup_series.HOOKS,
)  # fmt: skip
