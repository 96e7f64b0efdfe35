"""Firefox behind Selenium without geckodriver, which Debian does not carry: commands in Marionette's words."""

from __future__ import annotations

import json
import socket
from typing import Any

# What Selenium calls a command, and what Firefox does: https://firefox-source-docs.mozilla.org/testing/marionette/
COMMANDS = {
    "newSession": "WebDriver:NewSession",
    "quit": "Marionette:Quit",
    "get": "WebDriver:Navigate",
    "goBack": "WebDriver:Back",
    "getCurrentUrl": "WebDriver:GetCurrentURL",
    "getTitle": "WebDriver:GetTitle",
    "findElement": "WebDriver:FindElement",
    "findElements": "WebDriver:FindElements",
    "clickElement": "WebDriver:ElementClick",
    "clearElement": "WebDriver:ElementClear",
    "sendKeysToElement": "WebDriver:ElementSendKeys",
    "getElementText": "WebDriver:GetElementText",
    "w3cExecuteScript": "WebDriver:ExecuteScript",
    "actions": "WebDriver:PerformActions",
    "screenshot": "WebDriver:TakeScreenshot",
    "setWindowRect": "WebDriver:SetWindowRect",
    "deleteAllCookies": "WebDriver:DeleteAllCookies",
}
OWN = {
    "newSession": {"acceptInsecureCerts": True},
    "quit": {"flags": ["eForceQuit"]},
    "w3cExecuteScript": {"sandbox": None, "newSandbox": False},
}
UNSAID = ("sessionId", "capabilities")  # the connection is the session; Selenium's wishes are for geckodriver


class Marionette:
    """What carries out Selenium's commands in a Firefox that listens at a port of this machine."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.stream = self.socket.makefile("rwb")
        self.sent = 0
        self.read()  # who speaks, and which protocol

    def read(self) -> Any:
        """Return the next message: its length, a colon, and JSON."""
        length = b""
        while (byte := self.stream.read(1)) != b":":
            if not byte:
                raise ConnectionError("Firefox is gone")
            length += byte
        return json.loads(self.stream.read(int(length)))

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        """Send a command and return its answer, or its error, as Selenium reads them."""
        self.sent += 1
        given = {name: value for name, value in params.items() if name not in UNSAID}
        message = json.dumps([0, self.sent, COMMANDS[command], {**given, **OWN.get(command, {})}]).encode()
        self.stream.write(b"%d:%b" % (len(message), message))
        self.stream.flush()
        _kind, _number, error, result = self.read()
        if error:
            return {"status": error["error"], "value": error}
        return {"value": result["value"] if isinstance(result, dict) and set(result) == {"value"} else result}

    def close(self) -> None:
        """Let go of the connection, as Selenium asks when the browser was quit."""
        self.stream.close()
        self.socket.close()
