"""What is asked of a file: its name, what a picture shows, what is said in a recording, who may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from .. import locales
from ..core.i18n import language_name
from ..web.forms import Day, Whole, at_most
from . import webvtt
from .desk.uploads import LONGEST_NAME, kind_of
from .models import Asset

CONSENTS = {
    "": _l("Nobody can be recognised"),
    "written": _l("Written consent"),
    "public": _l("Taken at a public event"),
    "press": _l("Press picture"),
}  # as ecpat.files.models has them
LANGUAGES = ("fr", "en", "nl", "de")
LONGEST_TRANSCRIPT = 200_000  # characters: a day of speech
WORDS = {"alt": 400, "caption": 400, "credit": 200}  # characters, as the columns have them
FOCAL_WIDTH = 288  # pixels that a picture is wide where one clicks its focal point
_NEEDED = _l("This is needed.")


class FileForm(FlaskForm):  # type: ignore[misc]  # untyped
    """What is asked of every file."""

    name = StringField(_l("Name at the desk"), [DataRequired(_NEEDED), at_most(LONGEST_NAME)])

    def write(self, asset: Asset) -> None:
        """Set the columns of a file to what was typed."""
        asset.name = " ".join((self.name.data or "").split())

    def words(self) -> dict[str, dict[str, str]]:
        """Return per language what is said of the file."""
        return {}


class PdfForm(FileForm):
    """What is asked of a PDF."""

    language = SelectField(_l("Language of its text"), choices=lambda: _languages(), validate_choice=False)

    def write(self, asset: Asset) -> None:
        """Set the columns of a PDF to what was typed."""
        super().write(asset)
        chosen = self.language.data or ""
        asset.language = chosen if chosen in LANGUAGES else ""


class ConsentForm(FileForm):
    """What is asked of what shows people, or lets them be heard."""

    consent = SelectField(_l("People shown"), choices=lambda: list(CONSENTS.items()), validate_choice=False)
    consent_until = Day(_l("Consent ends on"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether all can be kept; faults are put beside their fields."""
        right = bool(super().validate(extra_validators))
        if self.consent_until.data and self.consent.data not in ("written", "public", "press"):
            self.consent_until.errors = [_("Say on what basis people are shown, or leave out the date.")]
            right = False
        return right

    def write(self, asset: Asset) -> None:
        """Set the columns of a file to what was typed."""
        super().write(asset)
        asset.consent = self.consent.data if self.consent.data in CONSENTS else ""
        asset.consent_until = self.consent_until.data if asset.consent else None


class RecordingForm(ConsentForm):
    """What is asked of a video or of sound: in every language its captions and all that is said."""

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)
        _name_languages(self, ("captions", "captions_file", "transcript"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether all can be kept; captions that were sent as a file take the place of what was typed."""
        right = bool(super().validate(extra_validators))
        for locale in locales.LOCALES:
            field, sent = self[f"captions_{locale}"], self[f"captions_file_{locale}"].data
            data = sent.stream.read(webvtt.LARGEST + 1) if sent else (field.data or "").encode()
            try:
                field.data = webvtt.read(data) if data.strip() else ""
            except webvtt.CaptionsError as fault:
                field.data = data.decode("utf-8-sig", "replace")[: webvtt.LARGEST]
                field.errors = [*field.errors, fault.message]
                right = False
        return right

    def words(self) -> dict[str, dict[str, str]]:
        """Return per language what is said in the recording."""
        return {
            locale: {
                "captions": self[f"captions_{locale}"].data or "",
                "transcript": (self[f"transcript_{locale}"].data or "").replace("\r\n", "\n").strip(),
            }
            for locale in locales.LOCALES
        }


class PictureForm(ConsentForm):
    """What is asked of a picture: an alternative text in every language, unless it is decorative."""

    shape: tuple[int | None, int | None] = None, None  #: of the picture, in pixels
    whole = True  #: whether it is needed now, or can be written later
    decorative = BooleanField(_l("Decorative: it says nothing that the text does not say"))
    focal_x = Whole(_l("From the left, in percent"))
    focal_y = Whole(_l("From the top, in percent"))

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)
        _name_languages(self, WORDS)

    def click(self, clicked: Mapping[str, str]) -> bool:
        """Tell whether the picture (an `<input type="image">`) was clicked, and take that for its focal point."""
        at = [clicked.get(f"focal.{axis}", "") for axis in "xy"]
        if not all(one.isdecimal() and len(one) < 5 for one in at):
            return False
        if at != ["0", "0"]:  # what browsers send where it was pressed by a key: the numbers beside it hold
            height = FOCAL_WIDTH * (self.shape[1] or 1) / (self.shape[0] or 1)
            for field, place, side in zip((self.focal_x, self.focal_y), at, (FOCAL_WIDTH, height), strict=True):
                field.data = min(100, round(100 * int(place) / side))
                field.raw_data = [str(field.data)]
        return True

    def differs(self, asset: Asset) -> bool:
        """Tell whether anything was typed that is not kept already."""
        kept = _picture_form(asset, formdata=None)
        return any(
            field.data != one.data and (field.data or one.data)  # what is empty, however it is
            for field, one in zip(self, kept, strict=True) if field.name != "csrf_token"
        )  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether all can be kept; faults are put beside their fields."""
        right = bool(super().validate(extra_validators))
        if self.whole and not self.decorative.data:
            for locale in locales.LOCALES:
                field = self[f"alt_{locale}"]
                if not (field.data or "").strip():
                    field.errors = [*field.errors, _("Say what can be seen, or mark the picture as decorative.")]
                    right = False
        for field in (self.focal_x, self.focal_y):
            if not 0 <= (field.data if field.data is not None else -1) <= 100:
                field.errors = [_("A whole number from 0 to 100 is needed.")]
                right = False
        return right

    def write(self, asset: Asset) -> None:
        """Set the columns of a picture to what was typed."""
        super().write(asset)
        asset.decorative, asset.focal_x, asset.focal_y = self.decorative.data, self.focal_x.data, self.focal_y.data

    def words(self) -> dict[str, dict[str, str]]:
        """Return per language what is said of the picture."""
        return {
            locale: {name: " ".join((self[f"{name}_{locale}"].data or "").split()) for name in WORDS}
            for locale in locales.LOCALES
        }


for _locale in locales.LOCALES:
    _transcript = TextAreaField(_l("All that is said"), [at_most(LONGEST_TRANSCRIPT)], render_kw={"rows": 6})
    setattr(RecordingForm, f"captions_file_{_locale}", FileField(_l("Captions, as a file (WebVTT)")))
    setattr(RecordingForm, f"captions_{_locale}", TextAreaField(_l("Captions (WebVTT)"), render_kw={"rows": 6}))
    setattr(RecordingForm, f"transcript_{_locale}", _transcript)
    setattr(PictureForm, f"alt_{_locale}", TextAreaField(_l("Alternative text"), [at_most(WORDS["alt"])]))
    setattr(PictureForm, f"caption_{_locale}", TextAreaField(_l("Caption"), [at_most(WORDS["caption"])]))
    setattr(PictureForm, f"credit_{_locale}", StringField(_l("Credit"), [at_most(WORDS["credit"])]))


def form_of(asset: Asset, *, fresh: bool = False) -> FileForm:
    """Return the form of a file, filled with what was sent or else (or always, if `fresh`) with what is known."""
    options: dict[str, Any] = {"formdata": None} if fresh else {}
    match kind_of(asset):
        case "pdf":
            return PdfForm(obj=asset, **options)
        case "recording":
            said = {
                f"{name}_{locale}": text
                for locale, words in asset.words.items()
                for name, text in (("captions", words.captions), ("transcript", words.transcript))
            }
            return RecordingForm(obj=asset, data=said, **options)
        case _:
            return _picture_form(asset, **options)


def _name_languages(form: FileForm, names: Iterable[str]) -> None:
    """Let the labels of fields that there are for each language say which."""
    for locale in locales.LOCALES:
        for name in names:
            label = form[f"{name}_{locale}"].label
            label.text = _("%(field)s, in %(language)s", field=label.text, language=language_name(locale))


def _picture_form(asset: Asset, **options: Any) -> PictureForm:
    said = {f"{name}_{locale}": getattr(words, name) for locale, words in asset.words.items() for name in WORDS}
    form = PictureForm(obj=asset, data=said, **options)
    form.shape = asset.width, asset.height
    return form


def _languages() -> list[tuple[str, str]]:
    return [("", _("Not known")), *((code, language_name(code)) for code in LANGUAGES)]
