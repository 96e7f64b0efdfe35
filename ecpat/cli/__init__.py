"""The maintainer's commands: `flask ecpat …`, beside those that features bring."""

from ..web.feature import Feature
from . import back_up, backup_series, doctor, mirror, renditions, restore, seed, test_mail, work

FEATURE = Feature(
    "cli",
    commands=(
        seed.seed, renditions.renditions, back_up.backup, restore.restore, doctor.doctor, mirror.mirror, work.work,
        test_mail.test_mail,
    ),
    hooks=backup_series.HOOKS,
)  # fmt: skip
