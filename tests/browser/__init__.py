"""The site as a browser shows it: accessibility, reflow, keyboard, quick exit, without script, weight."""
