"""Languages and pairs: by Polylang, by WPML, by category, by address, by the map; what nobody knows is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from flask import Flask

from .conftest import Import, edition, reasons
from .exports import SITE, export, php, post, term

FR, EN = ("language", "fr", "Français"), ("language", "en", "English")


def pll(name: str) -> tuple[str, str, str]:
    return "post_translations", name, name


def test_polylang_pairs_by_its_terms(take: Import) -> None:
    take(
        export(
            term(3, "language", "fr", "Français", php({"locale": "fr_FR", "rtl": 0, "flag_code": "fr"})),
            term(5, "post_translations", "pll_1", "pll_1", php({"en": 12, "fr": 11, "sync": {"en": "en"}})),
            post(11, "Bonjour", labels=(FR, pll("pll_1"))),
            post(12, "Hello", labels=(EN, pll("pll_1")), link=f"{SITE}/en/2019/03/hello/"),
            post(13, "Seul", labels=(FR,)),
        )
    )
    assert edition("Bonjour").entry_id == edition("Hello", "en").entry_id
    assert edition("Seul").entry_id != edition("Bonjour").entry_id


def test_polylang_pairs_by_a_map_alone_when_the_items_have_no_label(take: Import) -> None:
    take(
        export(
            term(5, "post_translations", "pll_1", "pll_1", php({"fr": 11, "en": 12})),
            post(11, "Bonjour"),
            post(12, "Hello"),
        )
    )
    assert edition("Bonjour").entry_id == edition("Hello", "en").entry_id


def test_a_map_that_is_no_map_is_not_run_and_the_labels_still_pair(take: Import) -> None:
    take(
        export(
            term(5, "post_translations", "pll_1", "pll_1", 'O:8:"Evil":1:{s:1:"a";i:1;}'),
            post(11, "Bonjour", labels=(FR, pll("pll_1"))),
            post(12, "Hello", labels=(EN, pll("pll_1"))),
        )
    )
    assert edition("Bonjour").entry_id == edition("Hello", "en").entry_id


def test_wpml_pairs_by_its_custom_fields(take: Import) -> None:
    take(
        export(
            post(11, "Bonjour", metas={"_icl_lang_code": "fr", "trid": "7"}),
            post(12, "Hello", metas={"_icl_lang_code": "en", "trid": "7"}),
            post(13, "Original", metas={"_wpml_language": "fr"}),
            post(14, "Copy", metas={"_wpml_language": "en", "_icl_lang_duplicate_of": "13"}),
        )
    )
    assert edition("Bonjour").entry_id == edition("Hello", "en").entry_id
    assert edition("Original").entry_id == edition("Copy", "en").entry_id


def test_wpml_pairs_terms_by_their_custom_fields(take: Import) -> None:
    def said(code: str) -> dict[str, str]:
        return {"_wpml_import_language_code": code, "_wpml_import_translation_group": "40"}

    rights, droits = ("category", "rights", "Rights"), ("category", "droits", "Droits")
    take(
        export(
            term(3, "category", "droits", "Droits", metas=said("fr")),
            term(4, "category", "rights", "Rights", metas=said("en")),
            post(11, "Bonjour", labels=(droits,), metas={"_wpml_import_language_code": "fr"}),
            post(12, "Hello", labels=(rights,), metas={"_wpml_import_language_code": "en"}),
        )
    )
    (topic,) = edition("Bonjour").entry.topics
    assert {locale: label.label for locale, label in topic.labels.items()} == {"fr": "Droits", "en": "Rights"}
    assert edition("Hello", "en").entry.topics == [topic]


def test_two_of_a_group_in_one_language_stay_two(take: Import) -> None:
    report = take(export(post(11, "Un", labels=(FR, pll("g"))), post(12, "Deux", labels=(FR, pll("g")))))
    assert edition("Un").entry_id != edition("Deux").entry_id
    assert ("post:12", "pair-refused") in reasons(report)


def test_without_a_plugin_a_category_or_the_address_tells(take: Import) -> None:
    take(
        export(
            post(11, "By category", labels=(("category", "english", "English"),)),
            post(12, "By address", link=f"{SITE}/en/2019/03/by-address/"),
            post(13, "Sinon"),
        )
    )
    assert edition("By category", "en").entry.topics == []
    assert edition("By address", "en").entry_id != edition("Sinon").entry_id


def test_a_language_that_the_site_does_not_speak_is_asked_and_left_out(
    take: Import, command: Callable[..., Result]
) -> None:
    text = export(post(11, "Hallo", labels=(("language", "nl", "Nederlands"),)), post(12, "Bonjour", labels=(FR,)))
    assert '"nl" = ""' in command(text, "--plan").stdout
    assert ("post:11", "language") in reasons(take(text), "left_out")


def test_an_unknown_language_is_asked_and_the_map_answers(
    take: Import, command: Callable[..., Result], tmp_path: Path
) -> None:
    text = export(post(11, "Titre"), post(12, "Title"), language="")
    assert "QUESTION" in command(text, "--plan").stdout
    assert reasons(take(text), "left_out") == {("post:11", "language-unknown"), ("post:12", "language-unknown")}
    chosen = tmp_path / "map.toml"
    chosen.write_text('[site]\nlanguage = "fr"\n[languages]\n"post:12" = "en"\n[pairs]\n"11" = 12\n')
    take(text, "--map", str(chosen))
    assert edition("Titre").entry_id == edition("Title", "en").entry_id


def test_the_plan_writes_nothing_and_is_itself_a_map(
    app: Flask, take: Import, command: Callable[..., Result], tmp_path: Path
) -> None:
    text = export(post(11, "Titre", labels=(FR, ("category", "themes", "Thèmes"))), post(12, "Fiche", kind="projet"))
    planned = command(text, "--plan").stdout
    assert '# "projet"' in planned
    chosen = tmp_path / "map.toml"
    chosen.write_text(planned.replace('# "projet" = "pages"', '"projet" = "resources"'))
    report = take(text, "--map", str(chosen))
    assert len([line for line in report["taken"] if line["key"].startswith("post:")]) == 2
    assert edition("Fiche").kind == "resources"
