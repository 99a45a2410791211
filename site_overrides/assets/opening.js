/* Whether somebody is there: the same answers as tesuri/opening.py, from the town's calendar, in the
   browser and without its time zones. Japan is nine hours ahead of UTC all year. */
var Tesuri = window.Tesuri = window.Tesuri || {};
(function () {
  "use strict";
  var MINUTE = 60000;
  var DAY = 1440;
  var OFFSET = 540;

  function closed(calendar, hours, day) {
    var date = new Date(day * DAY * MINUTE).toISOString().slice(0, 10);
    if (!hours.holidays && calendar.holidays.indexOf(date) >= 0) return true;
    if (!hours.closing) return false;
    var here = date.slice(5);
    return calendar.closed.indexOf(date) >= 0 || calendar.closing.some(function (ends) {
      return ends[0] <= ends[1] ? ends[0] <= here && here <= ends[1] : here >= ends[0] || here <= ends[1];
    });
  }

  /* Stretches in minutes of Japan's clock since 1970, from a day's midnight on; one that goes on at
     midnight is one. */
  function stretches(calendar, hours, today) {
    var found = [];
    for (var day = today; day <= today + calendar.ahead; day++) {
      if (closed(calendar, hours, day)) continue;
      var weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday; 0 is Monday. */
      hours.week.forEach(function (opening) {
        if (Math.floor(opening[0] / DAY) !== weekday) return;
        var shift = (day - weekday) * DAY;
        var previous = found[found.length - 1];
        var last = opening.length > 2 ? opening[2] + shift : null;
        if (previous && previous.closes === opening[0] + shift) {
          previous.closes = opening[1] + shift;
          previous.last = last;
        } else {
          found.push({ opens: opening[0] + shift, closes: opening[1] + shift, last: last });
        }
      });
    }
    return found;
  }

  function instant(minutes) {
    return minutes === null ? null : (minutes - OFFSET) * MINUTE;
  }

  /* {open, until, opens, lastEntry} in milliseconds since 1970, null where there is none; null for an
     office that the calendar does not know and for a day that it does not cover. */
  Tesuri.openState = function (calendar, office, phone, epoch) {
    var lines = calendar.offices[office];
    if (!lines) return null;
    var hours = phone && lines.phone || lines.counter;
    var now = epoch / MINUTE + OFFSET;
    var today = Math.floor(now / DAY);
    if (today < Date.parse(calendar.from) / MINUTE / DAY || today > Date.parse(calendar.to) / MINUTE / DAY) return null;
    var next = stretches(calendar, hours, today).filter(function (stretch) { return stretch.closes > now; })[0];
    if (!next) return { open: false, until: null, opens: null, lastEntry: null };
    if (next.opens > now) return { open: false, until: null, opens: instant(next.opens), lastEntry: null };
    var endless = next.closes >= (today + calendar.ahead + 1) * DAY;
    return { open: true, until: endless ? null : instant(next.closes), opens: null, lastEntry: instant(next.last) };
  };
})();
