// Reads a list of calendars (JSON) and writes what ical.js finds in the one event of each.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function told(value) { // a moment by seconds since 1970, by the rules of the calendar's own time zone; a day as it is
  return value && (value.isDate ? value.toString() : value.toUnixTime());
}

const found = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent");
  if (events.length !== 1) throw new Error(`${events.length} events`);
  const value = (name) => events[0].getFirstPropertyValue(name);
  return {
    start: told(value("dtstart")), end: told(value("dtend")), stamp: told(value("dtstamp")), uid: value("uid"),
    sequence: value("sequence"), summary: value("summary"), location: value("location"),
  };
});
console.log(JSON.stringify(found));
