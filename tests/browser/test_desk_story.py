"""What editors make at the desk, and what readers then see: an article with a picture, a film, the guided path."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from ..recordings import CAPTIONS
from .conftest import open_context
from .desk import serve_desk, sign_in

pytestmark = pytest.mark.browser

SAID = {
    "fr": {
        "new": "Nouvelle actualité", "save": "Enregistrer", "publish": "Mettre en ligne",
        "entries": "Fiches", "choose": "En faire l’image de la fiche",
    },
    "en": {
        "new": "New article", "save": "Save", "publish": "Publish",
        "entries": "Entries", "choose": "Choose it for the entry",
    },
}  # fmt: skip
# A film as a browser records it: half a second of a square that changes its colour.
FILM = """async () => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 64, height: 48});
    const context = canvas.getContext("2d"), parts = [];
    const recorder = new MediaRecorder(canvas.captureStream(20), {mimeType: "video/webm;codecs=vp8"});
    recorder.addEventListener("dataavailable", ({data}) => parts.push(data));
    recorder.start();
    for (let frame = 0; frame < 10; frame += 1) {
        context.fillStyle = frame % 2 ? "navy" : "orange";
        context.fillRect(0, 0, 64, 48);
        await new Promise((then) => setTimeout(then, 50));
    }
    await new Promise((then) => { recorder.addEventListener("stop", then); recorder.stop(); });
    const reader = new FileReader();
    await new Promise((then) => { reader.addEventListener("load", then); reader.readAsDataURL(new Blob(parts)); });
    return reader.result.split(",")[1];
}"""
CUES = """video => new Promise((then) => {
    const [track] = video.textTracks;
    track.mode = "showing";
    video.querySelector("track").addEventListener("load", () => then(
        [...track.cues].map(({startTime, endTime, line, text}) => [startTime, endTime, line, text])));
})"""
PLAYED = """video => new Promise((then) => {
    video.addEventListener("ended", () => then([video.videoWidth, video.videoHeight]));
    video.muted = true;
    video.play();
})"""


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("story")) as address:
        yield address


def photograph(folder: Path, colour: str) -> str:
    """Return the path of a picture; it is small, and so drawn at once."""
    image = Image.effect_noise((700, 450), 25).convert("RGB")
    ImageDraw.Draw(image).rectangle((50, 50, 250, 250), fill=colour)
    image.save(folder / "Bruxelles 2026.jpg", quality=85)
    return str(folder / "Bruxelles 2026.jpg")


def press(page: Page, name: str) -> None:
    """Press a button of the form’s end and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(".decide").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize(("locale", "colour"), [("fr", "navy"), ("en", "orange")])
def test_a_first_article(browser: Browser, site: str, tmp_path: Path, locale: str, colour: str) -> None:
    said = SAID[locale]
    with open_context(browser, site) as context, open_context(browser, site) as readers:
        complaints: list[str] = []
        page, reader = sign_in(context.new_page(), "editor", locale), readers.new_page()
        page.on("console", lambda one: complaints.append(one.text) if one.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.get_by_role("navigation").get_by_role("link", name=said["entries"]).first.click()
        page.locator(".write > summary").click()
        page.get_by_role("link", name=said["new"]).click()
        page.fill("#fr-title", f"Une rencontre à Bruxelles ({colour})")
        page.fill("#fr-summary", "Des tuteurs et des avocates se sont parlé.")
        body = page.locator("#in-fr .ProseMirror")
        body.click()
        page.keyboard.type("Des tuteurs ont dit ce qui manque : du temps !")
        page.locator("#image").click()
        page.set_input_files("#window-file", photograph(tmp_path, colour))
        page.fill("#alt_fr", "Un carré peint")
        page.fill("#alt_en", "A painted square")
        page.get_by_role("button", name=said["choose"]).click()
        expect(page.locator("dialog")).to_have_count(0)
        press(page, said["save"])
        expect(page.locator("main .notice[role=status]").filter(visible=True)).to_have_count(1)
        assert page.locator("#fr-slug").input_value() == f"une-rencontre-a-bruxelles-{colour}"
        page.fill("#en-title", f"A meeting in Brussels ({colour})")
        page.locator("#in-en .ProseMirror").click()
        page.keyboard.type("Guardians said what is missing: time.")
        press(page, said["publish"])
        assert complaints == []

        reader.goto(f"/fr/actualites/une-rencontre-a-bruxelles-{colour}")
        expect(reader.locator(".prose")).to_contain_text("ce qui manque\u00a0: du temps\u202f!")
        expect(reader.locator(".banner img")).to_have_attribute("alt", "Un carré peint")
        assert reader.locator(".banner img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        reader.locator(".masthead .lang").click()
        expect(reader.get_by_role("heading", level=1)).to_have_text(f"A meeting in Brussels ({colour})")
        expect(reader.locator(".banner img")).to_have_attribute("alt", "A painted square")
        answer = reader.request.get("/en/search/?q=guardians+missing")
        assert f"A meeting in Brussels ({colour})" in answer.text()
        assert f"A meeting in Brussels ({colour})" in reader.request.get("/en/feed.atom").text()


def test_a_film_with_captions(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context, open_context(browser, site) as readers:
        page, reader = sign_in(context.new_page(), "editor"), readers.new_page()
        film = b64decode(page.evaluate(FILM))
        page.get_by_role("navigation").get_by_role("link", name="Fiches").first.click()
        page.locator(".write > summary").click()
        page.get_by_role("link", name="Nouvelle actualité").click()
        page.fill("#fr-title", "Une juriste raconte")
        page.locator("#in-fr .ProseMirror").click()
        page.get_by_role("button", name="Bloc", exact=True).filter(visible=True).click()
        page.get_by_role("button", name="Une vidéo ou un son de notre site", exact=True).click()
        from_here = page.get_by_label("Ou sur cet ordinateur")
        from_here.set_input_files({"name": "fausse.webm", "mimeType": "video/webm", "buffer": b"x"})
        expect(page.get_by_role("dialog")).to_contain_text("ni une image")
        from_here.set_input_files({"name": "Une juriste.webm", "mimeType": "video/webm", "buffer": film})
        expect(page.get_by_label("Titre de la vidéo")).to_have_value("Une juriste")
        page.get_by_label("Titre de la vidéo").fill("Une juriste parle")
        page.get_by_role("dialog").get_by_role("button", name="Insérer").click()
        press(page, "Mettre en ligne")

        page.get_by_role("navigation").get_by_role("link", name="Fichiers").first.click()
        page.get_by_role("link", name="Une juriste").first.click()
        page.set_input_files(
            "#captions_file_fr", {"name": "fr.vtt", "mimeType": "text/vtt", "buffer": CAPTIONS.encode()}
        )
        page.fill("#transcript_fr", "Bonjour et bienvenue.\n\nUne question en deux lignes.")
        page.fill("#transcript_en", "Good morning, and welcome.")
        page.get_by_role("button", name="Enregistrer", exact=True).click()
        expect(page.locator("main .notice[role=status]")).to_have_count(1)

        reader.goto("/fr/actualites/une-juriste-raconte")
        video = reader.get_by_label("Une juriste parle")
        assert video.evaluate(CUES) == [  # as the browser's own reader of WebVTT has them
            [1, 3.5, 90, "Bonjour &amp; bienvenue."],
            [4, 6, "auto", "<v Une juriste>Une <i>question</i>\nen deux lignes."],
        ]
        assert video.evaluate(PLAYED) == [64, 48]
        said = reader.get_by_text("Une question en deux lignes.")
        expect(said).to_be_hidden()
        reader.get_by_text("Lire ce qui est dit").click()
        expect(said).to_be_visible()


def test_the_guided_path_is_changed(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context, open_context(browser, site) as readers:
        page, reader = sign_in(context.new_page(), "editor"), readers.new_page()
        page.get_by_role("navigation").get_by_role("link", name="Lignes d’aide").first.click()
        page.get_by_role("link", name="Le parcours").click()
        step = page.locator(".step").nth(1)
        step.locator("summary").first.click()
        for language, words in (("français", "Qu’avez-vous remarqué ?"), ("English", "What did you notice?")):
            step.get_by_label(f"Titre, {language}").fill(words)
        page.get_by_role("button", name="Enregistrer le parcours").filter(visible=True).click()
        expect(page.locator("main .notice[role=status]")).to_contain_text("enregistré")

        for path, question, words in (
            ("/fr/aide/", "Qu’avez-vous remarqué\u202f?", ("Commencer", "Non", "dit", "travail")),
            ("/en/help/", "What did you notice?", ("Begin", "No", "said", "work")),
        ):
            reader.goto(path)
            reader.get_by_role("link", name=words[0], exact=True).click()
            reader.locator(".choices").get_by_role("link", name=words[1]).click()
            expect(reader.get_by_role("heading", level=1)).to_have_text(question)
            for answer in words[2:]:
                reader.locator(".choices").get_by_role("link", name=answer).first.click()
            expect(reader.locator(".first-call a.tap").first).to_have_attribute("href", "tel:116000")


def test_an_entry_leads_the_home_page_until_it_is_taken_down(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor")
        before = page.request.get("/fr/").text()
        page.goto("/fr/redaction/fiches/10")
        title = page.locator("#fr-title").input_value()
        page.locator(".decide .dots").click()
        page.get_by_role("link", name="À la une…").click()
        page.get_by_role("button", name="Mettre à la une").click()
        expect(page.locator(".notice[role=status]")).to_contain_text("L’accueil commence par cette fiche.")
        page.get_by_role("link", name="Voir l’accueil").click()
        expect(page.locator("#lead")).to_have_text(title)
        page.go_back()
        page.get_by_role("button", name="Enlever de la une").click()
        expect(page.locator(".notice[role=status]")).to_contain_text("choisit de nouveau de lui-même")
        assert page.request.get("/fr/").text() == before
