"""`flask ecpat import …`: a former site moves in."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from .. import locales
from .errors import RefusedFile, RefusedRows
from .proposal import proposal
from .report import Report
from .tables import run as tables
from .undo import undo
from .wordpress import choices, run

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
REPORT = "Where the report goes, as JSON; without it, to the output."
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def import_group() -> None:
    """Take in what another site exported."""


@import_group.command()
@click.argument("file", type=FILE)
@click.option(
    "--uploads", type=click.Path(exists=True, path_type=Path), help="The folder wp-content/uploads, or a tar of it."
)
@click.option(
    "--plan", "plan_only", is_flag=True, help="Write nothing: print what would be done, as a map to be changed."
)
@click.option("--map", "map_file", type=FILE, help="What you decide: the plan, changed.")
@click.option(
    "--undo", "undo_it", is_flag=True, help="Take back what came from this site and nobody has touched since."
)
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the report goes, as JSON; without it, to the output.",
)
@with_appcontext
def wordpress(
    file: Path, uploads: Path | None, plan_only: bool, map_file: Path | None, undo_it: bool, report_file: Path | None
) -> None:
    """Take in FILE, an export of WordPress (Tools, Export, “All content”).

    Can be stopped at any time: the same command goes on where it was, and what is here already is left as it is.
    """
    with force_locale("en"):
        try:
            chosen = choices.read(map_file) if map_file else choices.Choices()
            if plan_only:
                planned, report = run.plan(file, chosen)
                click.echo(proposal(planned, report), nl=False)
                return
            if undo_it:
                planned, _report = run.plan(file, chosen)
                report = undo(run.source_of(planned.survey.channel))
            else:
                report = run.run(file, uploads, chosen, _count)
        except RefusedFile as refused:
            raise click.ClickException(f"{file}: {refused}") from None
        _say(report, report_file, "taken back" if undo_it else "taken")


@import_group.command()
@click.argument("folder", type=FOLDER)
@click.option("--language", default=locales.LOCALES[0], help="Of files that do not say theirs.")
@click.option("--undo", "undo_it", is_flag=True, help="Take back what came from it and nobody has touched since.")
@click.option("--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), help=REPORT)
@with_appcontext
def markdown(folder: Path, language: str, undo_it: bool, report_file: Path | None) -> None:
    """Take in FOLDER: files of Markdown with front matter, or what `flask ecpat export` gave out."""
    from .markdown import run as folders  # with its parsers, which no web server needs

    with force_locale("en"):
        try:
            name = folder.resolve().name
            report = undo(f"markdown:{name}") if undo_it else folders.run(folder, language)
        except RefusedFile as refused:
            raise click.ClickException(str(refused)) from None
        _say(report, report_file, "taken back" if undo_it else "taken")


@import_group.command("csv")
@click.argument("kind", type=click.Choice(list(tables.KINDS)))
@click.argument("file", type=FILE, required=False)
@click.option("--template", is_flag=True, help="Print an empty table of this kind, with all its columns.")
@click.option("--plan", is_flag=True, help="Write nothing: say what would be taken.")
@click.option("--undo", "undo_it", is_flag=True, help="Take back what came from it and nobody has touched since.")
@click.option("--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), help=REPORT)
@with_appcontext
def table(kind: str, file: Path | None, template: bool, plan: bool, undo_it: bool, report_file: Path | None) -> None:
    """Take in FILE, a table that a spreadsheet saved as CSV (UTF-8), with the columns of its template.

    Every row is judged before any is written: all that is wrong is told, by row and column.
    """
    if template:
        click.echo(tables.template(kind), nl=False)
        return
    if file is None:
        raise click.UsageError("Name the file, or ask for --template.")
    with force_locale("en"):
        try:
            report = undo(tables.source_of(kind, file)) if undo_it else tables.run(kind, file, plan=plan)
        except RefusedRows as refused:
            raise click.ClickException(f"{file}: nothing was taken in.\n{refused}") from None
        except RefusedFile as refused:
            raise click.ClickException(f"{file}: {refused}") from None
        _say(report, report_file, "taken back" if undo_it else "would be taken" if plan else "taken")


@click.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export_command(folder: Path) -> None:
    """Write the site into FOLDER, new or empty: Markdown, files, all other facts as JSON, redirects.

    `flask ecpat import markdown FOLDER` takes it in again. People, their reviews and comments, their history and what
    was searched for are not in it: `flask ecpat backup` keeps these.
    """
    from .markdown import export

    if str(folder) == "-":
        raise click.UsageError("A site is many files: name a folder. `flask ecpat backup -` writes to the output.")
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty")
    try:
        written = export.write(folder)
    except OSError as error:
        raise click.ClickException(str(error)) from None
    click.echo(", ".join(f"{count} {name}" for name, count in written.items()))


def _count(what: str, done: int, total: int) -> None:
    """Tell who looks on how far it is."""
    click.echo(f"\r{what}: {done} of {total}", nl=False, err=True)


def _say(report: Report, path: Path | None, done: str) -> None:
    """Give the report, and its sums to who looks on."""
    text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
    if path:
        path.write_text(text, encoding="utf-8")
    else:
        click.echo(text)
    click.echo(
        f"\n{len(report.taken_lines)} {done}, {len(report.changed_lines)} notes of what changed, "
        f"{len(report.left_out_lines)} left out.",
        err=True,
    )
