"""Signing in with a browser: the cookie, codes, passkeys, a session that ended while somebody typed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from passlib.totp import TOTP
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select, update

from ecpat.accounts.models import Person
from ecpat.accounts.sessions import SignIn
from ecpat.core import clock
from ecpat.core.database import db

from .conftest import open_context
from .desk import come_in, served, somebody

pytestmark = pytest.mark.browser


@pytest.fixture
def at_desk(app: Flask, browser: Browser) -> Iterator[Page]:
    """Return a page of a browser that keeps the cookie, at the site of the test's own."""
    somebody()
    with served(app) as address, open_context(browser, address) as context:
        yield context.new_page()


def authenticator(context: BrowserContext, page: Page) -> None:
    """Give a browser a passkey's device that says yes."""
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_cookie_is_kept_by_plain_http_on_the_own_machine(app: Flask, browser: Browser, host: str) -> None:
    somebody()
    with served(app) as address, open_context(browser, address.replace("127.0.0.1", host)) as context:
        page = context.new_page()
        come_in(page)
        expect(page).to_have_url(re.compile(r"/en/desk/$"))
        cookie = next(one for one in context.cookies() if one["name"] == "__Host-desk")
        assert cookie["secure"]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Lax"


def test_somebody_sets_up_codes_keeps_recovery_codes_and_signs_in_by_a_code(at_desk: Page) -> None:
    come_in(at_desk)
    at_desk.get_by_role("link", name="set up a second factor").click()
    at_desk.get_by_role("link", name="Set it up").click()
    expect(at_desk.get_by_role("img", name="QR code")).to_be_visible()
    secret = TOTP(at_desk.locator("code.secret").inner_text().replace("-", ""))
    at_desk.get_by_label("Type the code").fill(str(secret.generate().token))
    at_desk.get_by_role("button", name="Use the application").click()
    at_desk.get_by_role("button", name="Make new codes").click()
    expect(at_desk.locator(".codes li")).to_have_count(10)
    with at_desk.expect_download() as kept:
        at_desk.get_by_role("link", name="Keep them as a file").click()
    assert len(kept.value.path().read_text().split()) == 10
    at_desk.locator(".me > summary").click()
    at_desk.get_by_role("button", name="Sign out").click()
    come_in(at_desk)
    expect(at_desk.get_by_role("heading", level=1)).to_have_text("Your code")
    at_desk.get_by_label("Code of six digits").fill(str(secret.generate(time.time() + 30).token))  # the next
    at_desk.get_by_role("button", name="Sign in").click()
    expect(at_desk).to_have_url(re.compile(r"/en/desk/$"))


def test_a_passkey_is_a_second_factor_lets_in_alone_and_confirms(app: Flask, browser: Browser) -> None:
    somebody()
    with served(app) as address, open_context(browser, address.replace("127.0.0.1", "localhost")) as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        authenticator(context, page)
        come_in(page)
        page.goto("/en/desk/account/passkeys")
        page.get_by_label("Name").fill("my telephone")
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_text("The passkey was added.")).to_be_visible()
        page.locator(".me > summary").click()
        page.get_by_role("button", name="Sign out", exact=True).click()

        come_in(page)  # as second factor
        expect(page.get_by_role("heading", level=1)).to_have_text("Your passkey")
        page.get_by_role("button", name="Use the passkey").click()
        expect(page).to_have_url(re.compile(r"/en/desk/$"))
        page.locator(".me > summary").click()
        page.get_by_role("button", name="Sign out", exact=True).click()

        page.get_by_role("button", name="Sign in with a passkey").click()  # alone
        expect(page).to_have_url(re.compile(r"/en/desk/$"))

        page.goto("/en/desk/confirm?next=/en/desk/account/passkeys")  # to confirm
        page.get_by_role("button", name="Use the passkey").click()
        expect(page.get_by_text("Thank you, it is you.")).to_be_visible()
        page.get_by_role("button", name="Remove my telephone").click()
        expect(page.get_by_text("The passkey was removed.")).to_be_visible()
        assert wrong == []


def test_without_a_passkey_the_page_says_so_and_leads_back(app: Flask, browser: Browser) -> None:
    somebody()
    with served(app) as address, open_context(browser, address.replace("127.0.0.1", "localhost")) as context:
        page = context.new_page()
        device = context.new_cdp_session(page)
        device.send("WebAuthn.enable")  # no device at all
        page.goto("/en/desk/sign-in")
        page.add_init_script(
            "navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
        )
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_text("The passkey was not used")).to_be_visible()
        expect(page.get_by_role("button", name="Use the passkey")).to_be_enabled()


def test_what_was_typed_survives_a_session_that_ended(at_desk: Page) -> None:
    come_in(at_desk)
    at_desk.goto("/en/desk/account")
    at_desk.get_by_label("Name").fill("A name that took me half an hour to find")
    db.session.execute(update(SignIn).values(ended_at=clock.now()))
    db.session.commit()
    at_desk.get_by_role("button", name="Save").click()
    expect(at_desk.get_by_role("heading", level=1)).to_have_text("What you typed is still here")
    expect(at_desk.get_by_label("name")).to_have_value("A name that took me half an hour to find")
    with at_desk.expect_popup() as beside:
        at_desk.get_by_role("link", name="Sign in, in a new window").click()
    come_in(beside.value)
    expect(beside.value).to_have_url(re.compile(r"/en/desk/$"))
    at_desk.get_by_role("button", name="I have signed in: go on").click()
    at_desk.get_by_role("button", name="Send it again").click()
    expect(at_desk.get_by_text("Your account was saved.")).to_be_visible()
    db.session.expire_all()
    assert db.session.scalars(select(Person.name)).one() == "A name that took me half an hour to find"
