"""Tables as spreadsheets save them (CSV): redirects, training events, resources."""
