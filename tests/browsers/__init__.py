"""The site in Firefox and in WebKit, beside Chromium: `make browsers`; `make test` leaves this folder out."""
