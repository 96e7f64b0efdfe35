"""Passkeys: what a device answers counts once, whoever sends it, for whatever it was asked."""

from __future__ import annotations

import hashlib
import json
import os
import re
from html import unescape
from threading import Barrier, Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import func, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

from ecpat.accounts.models import Passkey
from ecpat.accounts.nonces import UsedNonce
from ecpat.core.database import db

from ..conftest import PASSWORD, DeskClient
from .test_sign_in import Clock, attempt, browser, moving, signed_in, somebody

__all__ = ["moving"]  # a fixture

ALONE, PASSKEYS, CONFIRM = "/en/desk/sign-in/passkey", "/en/desk/account/passkeys", "/en/desk/confirm/passkey"
ORIGIN = "http://localhost"
Answer = tuple[str, str]  # where to, and what


class Device:
    """An authenticator (WebAuthn Level 2) that says yes and, like those of telephones, counts no signatures."""

    def __init__(self) -> None:
        self._key, self._id, self._person = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), ""
        self.person_is_asked = True

    def make(self, options: dict[str, Any]) -> str:
        """Answer to the question for a new passkey."""
        self._person = options["user"]["id"]
        point = self._key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        data = self._data(0x45) + bytes(16) + len(self._id).to_bytes(2, "big") + self._id + encode_cbor(public)
        made = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._said(options, "create", attestationObject=bytes_to_base64url(made), transports=["internal"])

    def sign(self, options: dict[str, Any]) -> str:
        """Answer to the question who somebody is."""
        data, said = self._data(0x05 if self.person_is_asked else 0x01), self._client(options, "get")
        signature = self._key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said(
            options, "get", authenticatorData=bytes_to_base64url(data), signature=bytes_to_base64url(signature),
            userHandle=self._person,
        )  # fmt: skip

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(b"localhost").digest() + bytes([flags]) + bytes(4)

    @staticmethod
    def _client(options: dict[str, Any], what: str) -> bytes:
        said = {"type": f"webauthn.{what}", "challenge": options["challenge"], "origin": ORIGIN, "crossOrigin": False}
        return json.dumps(said).encode()

    def _said(self, options: dict[str, Any], what: str, **response: Any) -> str:
        known = bytes_to_base64url(self._id)
        assert base64url_to_bytes(options["challenge"])
        response["clientDataJSON"] = bytes_to_base64url(self._client(options, what))
        return json.dumps({"id": known, "rawId": known, "type": "public-key", "response": response})


def asked(client: DeskClient, path: str, **fields: str) -> tuple[str, dict[str, Any]]:
    """Ask for a passkey's question; return where the answer goes, and the question."""
    page = client.send(path, **fields).get_data(as_text=True)
    form = re.search(r'<form method="post" action="([^"]+)"[^>]* data-options="([^"]+)"', page)
    assert form, page[:3000]
    return unescape(form[1]), json.loads(unescape(form[2]))


def give(client: DeskClient, answer: Answer, page: str = "/en/desk/sign-in") -> str:
    """Send an answer from a browser; return where it leads."""
    where, what = answer
    return client.send(where, page, credential=what).headers["Location"]


@pytest.fixture
def device(app: Flask) -> Device:
    """Return the device that has a passkey of Sam's."""
    somebody()
    client, device = browser(app), Device()
    attempt(client, password=PASSWORD)
    where, options = asked(client, PASSKEYS, name="telephone", usage="secondary")
    give(client, (where, device.make(options)), "/en/desk/account")
    assert count() == 1
    return device


def count() -> int:
    """Return how many passkeys there are."""
    return db.session.scalar(select(func.count()).select_from(Passkey)) or 0


def test_a_copied_answer_lets_nobody_in_again(app: Flask, device: Device) -> None:
    client = browser(app)
    where, options = asked(client, ALONE)
    answer = where, device.sign(options)
    assert give(client, answer) == "/en/desk/"
    assert signed_in(client)
    for other in (browser(app), browser(app)):
        assert give(other, answer) == ALONE
        assert not signed_in(other)
    again = browser(app)
    where, options = asked(again, ALONE)
    assert give(again, (where, device.sign(options))) == "/en/desk/"  # the passkey itself is as good as ever


def test_a_copied_answer_is_no_second_factor_either(app: Flask, device: Device) -> None:
    client, thief = browser(app), browser(app)
    for one in (client, thief):
        attempt(one, password=PASSWORD)
    where, options = asked(client, ALONE)
    answer = where, device.sign(options)
    assert give(client, answer, ALONE) == "/en/desk/"
    assert give(thief, answer, ALONE) == ALONE
    assert not signed_in(thief)


def test_a_copied_answer_confirms_nothing(app: Flask, device: Device) -> None:
    client = browser(app)
    where, options = asked(client, ALONE)
    answer = where, device.sign(options)
    assert give(client, answer) == "/en/desk/"
    account = "/en/desk/account"
    assert give(client, (where.replace(ALONE, CONFIRM), answer[1]), account) == CONFIRM
    where, options = asked(client, CONFIRM)
    answer = where, device.sign(options)
    assert give(client, answer, account) == account
    assert give(client, answer, account) == CONFIRM


def test_a_copied_answer_makes_no_passkey_that_was_removed(app: Flask, moving: Clock) -> None:
    somebody()
    client, device = browser(app), Device()
    attempt(client, password=PASSWORD)
    where, options = asked(client, PASSKEYS, name="telephone", usage="secondary")
    answer = where, device.make(options)
    give(client, answer, "/en/desk/account")
    assert count() == 1
    client.send(f"{PASSKEYS}/remove", PASSKEYS, name="telephone")
    assert count() == 0
    give(client, answer, "/en/desk/account")
    assert count() == 0
    assert db.session.scalar(select(func.count()).select_from(UsedNonce)) == 1
    moving.turn(hours=2)  # by then the question itself is too old
    where, options = asked(client, PASSKEYS, name="telephone", usage="secondary")
    give(client, (where, device.make(options)), "/en/desk/account")
    assert (count(), db.session.scalar(select(func.count()).select_from(UsedNonce))) == (1, 1)


def test_of_two_who_send_an_answer_at_once_one_comes_in(app: Flask, device: Device) -> None:
    client = browser(app)
    where, options = asked(client, ALONE)
    answer = device.sign(options)
    clients = [browser(app) for _ in range(6)]
    tokens = [one.token("/en/desk/sign-in") for one in clients]
    ready, led = Barrier(len(clients)), []

    def send(one: DeskClient, token: str) -> None:
        ready.wait(10)
        led.append(one.post(where, data={"credential": answer, "csrf_token": token}).headers["Location"])

    threads = [Thread(target=send, args=pair) for pair in zip(clients, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(led) == ["/en/desk/", *[ALONE] * 5]


def test_a_passkey_alone_must_have_asked_for_its_person(app: Flask, device: Device) -> None:
    """A question made to confirm who somebody is asks for less, and its answer lets nobody in alone."""
    client = browser(app)
    where, options = asked(client, ALONE)
    give(client, (where, device.sign(options)))
    where, options = asked(client, CONFIRM)
    device.person_is_asked = False  # neither PIN nor finger
    other = browser(app)
    assert give(other, (where.replace(CONFIRM, ALONE), device.sign(options))) == ALONE
    assert not signed_in(other)
