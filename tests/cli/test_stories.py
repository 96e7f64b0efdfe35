"""The six stories of the sample content: each fact in both languages, credited, sourced, and nothing invented."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from ecpat.cli.seed import SAMPLE
from ecpat.core.typography import spaced

from .. import contract

PATHS = {"fr": "/fr/actualites/", "en": "/en/news/"}
FIVE = {
    "fr": ["Belgique", "France", "Allemagne", "Pays-Bas", "Royaume-Uni"],
    "en": ["Belgium", "France", "Germany", "Netherlands", "United Kingdom"],
}
# What each story must carry: patterns, to be found whatever stands around them.
FACTS: dict[str, dict[str, list[str]]] = {
    "react-at-the-parliament": {
        "fr": [
            "grand honneur", "ECPAT Belgique", "Sylvie Guillaume", "vice-présidente du Parlement européen", "ReACT",
            "présenté", "très intéressée", "relayés sur son propre site", "identifier", "protéger",
            "enfants présumés victimes de traite", "nombreuses pistes",
        ],
        "en": [
            "great honour", "ECPAT Belgium", "Sylvie Guillaume", "Vice-President of the European Parliament", "ReACT",
            "present", "very interested", "through her own website", "identif", "protect",
            "presumed to be victims of trafficking", "Many ways",
        ],
    },
    "leiden-training-of-trainers": {
        "fr": [
            "ECPAT Belgique y a participé", "formation de formateurs", "traite des enfants", "Leiden", "ReACT",
            "janvier 2017", "quatre jours", "tuteurs", "avocats", "policiers", "associations", *FIVE["fr"],
            "renforcer la capacité", "identifier les enfants victimes de traite", "protéger",
            "bonnes pratiques et les expériences",
        ],
        "en": [
            "ECPAT Belgium attended", "training of trainers", "child trafficking", "Leiden", "ReACT", "January 2017",
            "four days", "guardians", "lawyers", "police officers", "NGOs", *FIVE["en"], "strengthen the ability",
            "identify child victims of trafficking", "protect", "good practice and experience",
        ],
    },
    "belgium-assessment-in-english": {
        "fr": [
            r"De quelle protection .+ en Belgique contre l’exploitation sexuelle à des fins commerciales \?",
            r"comment le système .+ \?", "ECPAT Belgique", "maintenant disponible en anglais", "ECPAT International",
            "plan d’action national", "former le personnel", "mieux soutenir les victimes",
            "participer les enfants eux-mêmes", "deuxième édition", "vingt-cinq ans",
        ],
        "en": [
            r"What protection .+ in Belgium against commercial sexual exploitation\?",
            r"how could the system improve\?",
            "ECPAT Belgium", "now available in English", "ECPAT International", "national action plan",
            "training for the staff", "better support for victims", "children themselves", "second edition",
            "25 years",
        ],
    },
    "world-day-against-trafficking": {
        "fr": [
            "30 juillet 2014", "Assemblée générale des Nations unies", "première fois", "68/192", "sensibiliser",
            "coordination", "droits des victimes", "recrutée, transportée, transférée ou hébergée",
            "la force, la tromperie ou la contrainte", "travail forcé", "exploitation sexuelle", "ratifier",
            "Convention des Nations unies contre la criminalité transnationale organisée",
            "protocole sur la traite des personnes", "ECPAT Belgique soutient", "millions de personnes",
            "forme moderne d’esclavage", "violation extrême des droits humains", "droits de l’enfant",
            "exploitation d’enfants dans la prostitution", "matériel d’abus sexuel d’enfants",
            "exploitation sexuelle des enfants dans le cadre des voyages et du tourisme", "traite des enfants",
            "pas de toit", "maltraités", r"UNICEF .+ 2 millions .+ dans le monde", "graves, et elles durent",
            "Trois mesures", "travailler avec les autorités", "renforcer les lois pour les droits de l’enfant",
        ],
        "en": [
            "30 July 2014", "General Assembly of the United Nations", "first time ever", "68/192", "raise awareness",
            "coordination", "rights of victims", "recruited, transported, transferred or harboured",
            "force, fraud or coercion", "forced labour", "commercial sex", "ratify and carry out",
            "United Nations Convention against Transnational Organized Crime", "Protocol on trafficking in persons",
            "ECPAT Belgium supports", "millions", "modern-day slavery", "extreme violation of human rights",
            "rights of the child", "exploitation of children in prostitution", "child sexual abuse material",
            "sexual exploitation of children in travel and tourism", "child trafficking", "without a home", "abusive",
            "UNICEF .+ 2 million children worldwide", "grave, and they last", "Three measures",
            "working with the authorities", "strengthening the laws for the rights of the child",
        ],
    },
    "organ-removal-osce": {
        "fr": [
            "OSCE", "à Vienne, le 9 juillet 2013", "l’une des formes de traite dont on s’occupe le moins",
            "Maria Grazia Giammarinaro", "représentante spéciale et coordonnatrice", "durables et invalidantes",
            "incapacité de travailler", "aucun soin après l’opération", "suivi médical et psychosocial",
            "promise, et bien souvent jamais versée", "tromperie", "criminalité organisée", "corruption",
            "réseaux de transplantation", "administrateurs", "professionnels de la santé", "crime transnational",
            "intermédiaires internationaux", "chirurgiens", "recruteurs locaux",
        ],
        "en": [
            "OSCE", "9 July 2013", "in Vienna", "least addressed forms", "Maria Grazia Giammarinaro",
            "Special Representative and Co-ordinator", "long-term and disabling", "inability to work",
            "no care after the operation", "medical and psychosocial follow-up",
            "promised, and very often is not paid",
            "deception", "organised crime", "corruption", "transplant networks", "administrators",
            "medical professionals", "transnational crime", "international brokers", "transplant surgeons",
            "local recruiters",
        ],
    },
    "on-the-frontline": {
        "fr": [
            "Notre collègue d’ECPAT UK, Colin Walker", "directeur adjoint d’ECPAT UK", "Rani Hong",
            "conseillère spéciale d’UN.GIFT", "fondatrice de la Tronie Foundation", "On the Frontline", "Euronews",
            "directive de l’Union européenne", "décembre 2012", "crimes les plus odieux", "progresse",
            "difficile à chiffrer", "estimations prudentes", "1,2 million", "5,5 millions",
        ],
        "en": [
            "Our colleague of ECPAT UK, Colin Walker", "deputy director of ECPAT UK", "Rani Hong",
            "special advisor to UN.GIFT", "founder of the Tronie Foundation", "On the Frontline", "Euronews",
            "European Union’s directive", "December 2012", "most heinous crimes", "on the rise", "hard to quantify",
            "Conservative estimates", r"1\.2 million", r"5\.5 million",
        ],
    },
}  # fmt: skip
CAPTIONS = {  # what is shown, and where and when that was, where it is known
    "react-at-the-parliament": {"fr": ["Sylvie Guillaume"], "en": ["Sylvie Guillaume"]},
    "leiden-training-of-trainers": {"fr": ["Leiden, janvier 2017"], "en": ["Leiden, January 2017"]},
    "belgium-assessment-in-english": {"fr": ["rapport", "Couvertures"], "en": ["report", "covers"]},
    "world-day-against-trafficking": {"fr": ["le moyen n’a pas à être prouvé"], "en": ["means need not be proved"]},
    "organ-removal-osce": {
        "fr": ["Vienne, 25 juin 2013", "treizième conférence de l’Alliance contre la traite des personnes"],
        "en": ["Vienna, 25 June 2013", "side event at the 13th Alliance against Trafficking in Persons conference"],
    },
    "on-the-frontline": {"fr": ["Euronews, en décembre 2012"], "en": ["Euronews, in December 2012"]},
}
SOURCES = {
    "world-day-against-trafficking": (
        {"fr": "Nations unies", "en": "United Nations"},
        "https://undocs.org/A/RES/68/192",
    ),
    "organ-removal-osce": ({"fr": "OSCE", "en": "OSCE"}, "https://www.osce.org/cthb/103447"),
    "on-the-frontline": ({"fr": "Euronews", "en": "Euronews"}, "https://www.dailymotion.com/video/xvuoiv"),
}
DATES = {  # as the page shows them
    "react-at-the-parliament": {"fr": "Sans date", "en": "No date"},
    "leiden-training-of-trainers": {"fr": "janvier 2017", "en": "January 2017"},
    "belgium-assessment-in-english": {"fr": "2 septembre 2015", "en": "2 September 2015"},
    "world-day-against-trafficking": {"fr": "30 juillet 2014", "en": "30 July 2014"},
    "organ-removal-osce": {"fr": "9 juillet 2013", "en": "9 July 2013"},
    "on-the-frontline": {"fr": "décembre 2012", "en": "December 2012"},
}
INVENTED = re.compile(r"invent|verzonnen|exemple|example|voorbeeld", re.IGNORECASE)
DRAWN = {"fr": "(fait|dessinées) pour ce site|trois plis", "en": "(made|drawn) for this site|three folds"}
in_both = pytest.mark.parametrize(("key", "locale"), [(key, locale) for key in FACTS for locale in PATHS])


def tables(folder: str = "*") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the table of the entries of the sample."""
    for path in sorted((SAMPLE / "entries").glob(f"{folder}/*.toml")):
        yield f"{path.parent.name}/{path.stem}", tomllib.loads(path.read_text())


def words(element: Element) -> str:
    """Return the words of an element, with ordinary spaces."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def story(client: FlaskClient, key: str, locale: str) -> Any:
    """Return the tree of a story's page."""
    slug = dict(tables("news"))[f"news/{key}"][locale]["slug"]
    answer = client.get(f"{PATHS[locale]}{slug}")
    assert answer.status_code == 200
    return contract.parse(answer.get_data(as_text=True))


def all_of(tree: Any, name: str) -> list[Any]:
    """Return the elements of one name, in their order."""
    return list(tree.iter(f"{contract.HTML}{name}"))


@in_both
def test_a_story_carries_each_of_its_facts(client: FlaskClient, key: str, locale: str) -> None:
    (article,) = all_of(story(client, key, locale), "article")
    text = words(article)
    assert not [fact for fact in FACTS[key][locale] if not re.search(fact, text)]


@in_both
def test_its_picture_is_described_captioned_and_credited(client: FlaskClient, key: str, locale: str) -> None:
    figure = all_of(story(client, key, locale), "figure")[0]
    assert len(all_of(figure, "img")[0].get("alt")) > 60
    caption = words(all_of(figure, "figcaption")[0])
    assert not [said for said in CAPTIONS[key][locale] if said not in caption]
    assert re.search(DRAWN[locale], caption)
    assert caption.endswith({"fr": "ECPAT Belgique", "en": "ECPAT Belgium"}[locale])


@in_both
def test_it_closes_with_the_copyright_line(client: FlaskClient, key: str, locale: str) -> None:
    line = {
        "fr": r"© \d{4} ECPAT Belgique\. Stop à l’exploitation sexuelle commerciale des enfants$",
        "en": r"© \d{4} ECPAT Belgium\. Stop the commercial sexual exploitation of children$",
    }[locale]
    footer = all_of(story(client, key, locale), "footer")[-1]
    assert any(re.match(line, words(paragraph)) for paragraph in all_of(footer, "p"))


@in_both
def test_it_names_its_source_and_leads_to_the_very_page(client: FlaskClient, key: str, locale: str) -> None:
    article = all_of(story(client, key, locale), "article")[0]
    told = [part for part in all_of(article, "p") if words(part).startswith("Source")]
    if key not in SOURCES:
        assert not told  # it is our own
        return
    names, address = SOURCES[key]
    (source,) = told
    (link,) = all_of(source, "a")
    assert (words(link), link.get("href")) == (names[locale], address)


@in_both
def test_its_date_is_as_exact_as_it_is_known(client: FlaskClient, key: str, locale: str) -> None:
    article = all_of(story(client, key, locale), "article")[0]
    shown = [words(time) for time in all_of(article, "time")] or [words(part) for part in all_of(article, "p")]
    assert DATES[key][locale] in shown


@pytest.mark.parametrize(
    ("locale", "said", "cited"),
    [
        ("fr", "« Les victimes n’ont pas conscience", "traduit de l’anglais"),
        ("en", "“Victims are unaware of the lifelong impact of organ removal”", "OSCE press release, 9 July 2013"),
    ],
)
def test_her_words_are_a_quotation_with_speaker_and_source(
    client: FlaskClient, locale: str, said: str, cited: str
) -> None:
    (quotation,) = all_of(story(client, "organ-removal-osce", locale), "blockquote")
    speaker, *sources = all_of(quotation, "cite")
    assert words(quotation).startswith(said)
    assert words(speaker).startswith("Maria Grazia Giammarinaro")
    assert cited in " ".join(map(words, sources))
    assert [link.get("href") for link in all_of(quotation, "a")] == ["https://www.osce.org/cthb/103447"]


def test_no_page_of_the_stories_loads_a_player(client: FlaskClient) -> None:
    for locale in PATHS:
        assert not all_of(story(client, "on-the-frontline", locale), "iframe")


def test_what_is_invented_is_said_once_in_the_text_and_only_there() -> None:
    ahead = {
        name
        for name, table in tables()
        if any(isinstance(value, str) and value.startswith("+") for value in table.get("facts", {}).values())
        or any(isinstance(table[locale].get("published"), str) for locale in contract.SHIPPED if locale in table)
    }
    assert len(ahead) >= 5
    for name, table in tables():
        if name.partition("/")[0] not in ("training", "news"):
            continue
        for locale in (locale for locale in contract.SHIPPED if locale in table):
            said = table[locale]
            outside = [said["title"], said["summary"], *said.get("details", {}).values()]
            assert not [text for text in outside if INVENTED.search(text)], (name, locale)
            paragraphs = re.findall(r"<p>.*?</p>", said["body"])
            telling = [part for part in paragraphs if re.search(r"invent(é|ed)|verzonnen", part)]
            assert len(telling) == (name in ahead), (name, locale)


def test_the_past_has_no_hours_and_no_language_that_nobody_knows() -> None:
    past = [
        (name, table["facts"])
        for name, table in tables("training")
        if not isinstance(table["facts"].get("starts"), str)
    ]
    assert len(past) >= 5
    for name, facts in past:
        assert not facts.get("languages"), name
        for moment in ("starts", "ends"):
            if moment in facts:
                assert facts[moment].isoformat().endswith("T00:00:00"), name


def test_no_entry_speaks_of_what_nobody_knows() -> None:
    unknown = re.compile(
        r"\barchives?\b|(date|année)[^.]{0,30}(pas (connue|certaine)|inconnue)"
        r"|(date|days|year)[^.]{0,30}not (known|certain)"
    )
    for name, table in tables():
        for locale in (locale for locale in contract.SHIPPED if locale in table):
            said = table[locale]["summary"] + table[locale]["body"]
            if name.partition("/")[0] != "pages":
                assert not unknown.search(said), (name, locale, unknown.search(said))


def test_a_day_is_shown_only_where_it_is_known() -> None:
    """Hold the precision of the six stories against the facts: a day, a month, or nothing."""
    known = {
        "react-at-the-parliament": "none", "leiden-training-of-trainers": "month", "on-the-frontline": "month",
        "belgium-assessment-in-english": date(2015, 9, 2), "world-day-against-trafficking": date(2014, 7, 30),
        "organ-removal-osce": date(2013, 7, 9),
    }  # fmt: skip
    news = dict(tables("news"))
    for key, day in known.items():
        table = news[f"news/{key}"]
        if isinstance(day, str):
            assert table["date_precision"] == day
        else:
            assert table["date_precision"] == "day"
            assert {table[locale]["published"] for locale in PATHS} == {day}


def test_the_french_of_captions_is_spaced_as_french_is() -> None:
    for path in (SAMPLE / "images").glob("*.toml"):
        for text in tomllib.loads(path.read_text())["fr"].values():
            assert text == spaced(text, "fr"), path.name
            assert "'" not in text
