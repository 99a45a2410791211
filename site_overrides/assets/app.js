/* The reader's tools. Everything here adds to pages that are whole without it.
   Needs early.js before it; words.js (Tesuri.words), town.js (Tesuri.calendar), opening.js and search.js if present. */
(function () {
  "use strict";
  var Tesuri = window.Tesuri;
  var settings = Tesuri.settings;
  var root = document.documentElement;

  function find(selector, within) {
    return (within || document).querySelector(selector);
  }
  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }
  function word(key, values) {
    var text = (Tesuri.words || {})[key] || "";
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return values && name in values ? values[name] : whole;
    });
  }
  function make(name, text, attributes) {
    var element = document.createElement(name);
    element.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) {
      element.setAttribute(key, attributes[key]);
    });
    return element;
  }
  /* Numbers and typed words keep their own direction inside right-to-left sentences. */
  function isolate(text) {
    return "\u2068" + text + "\u2069";
  }

  /* ---- text size, furigana, colours, print ---- */
  var SIZES = ["0", "1", "2"];
  var COLOURS = ["standard", "contrast", "dark"];

  function say(text) {
    find("[data-tool-status]").textContent = text;
  }
  function coloursNow() {
    if (settings.colours) return settings.colours;
    if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "standard";
  }
  function cycle(tool, values, now, apply) {
    var button = find('[data-tool="' + tool + '"]');
    var state = find("[data-state]", button);
    state.textContent = word(tool + "-" + now());
    button.addEventListener("click", function () {
      var next = values[(values.indexOf(now()) + 1) % values.length];
      settings[tool] = next;
      Tesuri.save();
      apply(next);
      state.textContent = word(tool + "-" + next);
      say(button.textContent);
    });
  }
  function startTools() {
    cycle("size", SIZES, function () { return settings.size || "0"; }, function (size) { root.dataset.size = size; });
    cycle("colours", COLOURS, coloursNow, function (colours) { root.dataset.colours = colours; });

    var ruby = find('[data-tool="ruby"]');
    ruby.hidden = !find("ruby");
    ruby.setAttribute("aria-pressed", String(!root.classList.contains("no-ruby")));
    ruby.addEventListener("click", function () {
      var shown = !root.classList.toggle("no-ruby");
      settings["ruby-" + root.lang] = shown;
      Tesuri.save();
      ruby.setAttribute("aria-pressed", String(shown));
      say(word(shown ? "ruby-on" : "ruby-off"));
    });

    /* Chromium breaks lines inside <ruby>, even inside a number. */
    all("ruby").forEach(function (element) {
      if (/\d/.test(element.firstChild.data)) element.classList.add("number");
    });

    all("[data-print]").forEach(function (button) {
      button.addEventListener("click", function () { window.print(); });
    });
  }

  /* ---- ticks of steps: kept in this tab only ---- */
  function startTicks() {
    var key = "ticks:" + location.pathname;
    var boxes = all('.steps input[type="checkbox"]');
    var ticked = [];
    try {
      ticked = JSON.parse(sessionStorage.getItem(key) || "[]");
    } catch (unavailable) {
      /* Ticks then last as long as the page. */
    }
    boxes.forEach(function (box) {
      box.checked = ticked.indexOf(box.id) >= 0;
      box.addEventListener("change", function () {
        var ids = boxes.filter(function (other) { return other.checked; }).map(function (other) { return other.id; });
        try {
          sessionStorage.setItem(key, JSON.stringify(ids));
        } catch (unavailable) {
          /* As above. */
        }
      });
    });
  }

  /* ---- is somebody there now ---- */
  var DAY = 86400000;
  var JAPAN = 9 * 3600000;

  function when(instant, now) {
    var there = new Date(instant + JAPAN);
    var time = there.getUTCHours() + ":" + ("0" + there.getUTCMinutes()).slice(-2);
    var days = Math.floor((instant + JAPAN) / DAY) - Math.floor((now + JAPAN) / DAY);
    if (days < 1) return isolate(time);
    var weekdays = (Tesuri.words || {}).weekdays;
    if (days < 7 && weekdays) return isolate(weekdays[(there.getUTCDay() + 6) % 7] + " " + time);
    /* A browser that does not know the language would answer in its own. */
    if (!Intl.DateTimeFormat.supportedLocalesOf(root.lang).length) return isolate(there.getUTCMonth() + 1 + "/" + there.getUTCDate() + " " + time);
    var form = days < 7 ? { weekday: "long", timeZone: "UTC" } : { month: "long", day: "numeric", weekday: "short", timeZone: "UTC" };
    return isolate(new Intl.DateTimeFormat(root.lang + "-u-nu-latn", form).format(there) + " " + time);
  }
  function showOpen(element, now) {
    var state = Tesuri.openState(Tesuri.calendar, element.dataset.office, element.dataset.channel === "phone", now);
    if (!state) return;
    var text;
    if (state.open) text = state.until ? word("open-now", { until: when(state.until, now) }) : word("open-always");
    else text = state.opens ? word("opens", { when: when(state.opens, now) }) : word("closed");
    /* No line begins with the dot or dash between the two halves. */
    text = text.replace(/ ([·–])/g, "\u00a0$1");
    if (element.textContent !== text) element.textContent = text;
    element.classList.toggle("is-open", state.open);
    element.classList.toggle("is-closed", !state.open);
  }
  function startClock() {
    var states = Tesuri.openState && Tesuri.calendar ? all(".open-state[data-office]") : [];
    var weekly = states.map(function (element) { return element.innerHTML; });
    var notices = all(".notice[data-until]");
    function tick() {
      if (document.hidden) return;
      var now = Date.now();
      states.forEach(function (element) { showOpen(element, now); });
      notices.forEach(function (notice) {
        notice.hidden = now < Number(notice.dataset.since) || now >= Number(notice.dataset.until);
      });
      var place = find(".notices");
      place.hidden = !notices.some(function (notice) { return !notice.hidden; });
    }
    tick();
    setInterval(tick, 60000);
    document.addEventListener("visibilitychange", tick);
    /* Paper outlives the moment: it gets the weekly hours that the page came with. */
    window.addEventListener("beforeprint", function () {
      states.forEach(function (element, index) {
        element.innerHTML = weekly[index];
        element.classList.remove("is-open", "is-closed");
      });
    });
    window.addEventListener("afterprint", tick);
  }

  /* ---- reading aloud, one sentence at a time ---- */
  var VOICES = { "zh-hans": ["zh-cn", "zh-sg", "cmn-hans"], "zh-hant": ["zh-tw", "zh-hk", "cmn-hant"], fil: ["fil", "tl"] };
  var SPOKEN = "h1,h2,h3,p,li,dt,dd,label,figcaption,td,th,summary";
  var UNSPOKEN = "rt,rp,svg,form,button,input,.number,.crumbs,.qr,.visually-hidden,[hidden]";

  function voiceFor(tag) {
    var voices = speechSynthesis.getVoices();
    var lower = tag.toLowerCase();
    var wanted = VOICES[lower] || [lower.split("-")[0]];
    var best = null;
    voices.forEach(function (voice) {
      var name = voice.lang.toLowerCase().replace("_", "-");
      var fits = wanted.some(function (start) { return name === start || name.indexOf(start + "-") === 0; });
      /* A voice of the device needs no network; "pt-BR" before "pt-PT". */
      var worth = (name === lower ? 2 : 0) + (voice.localService ? 1 : 0);
      if (fits && (!best || worth > best.worth)) best = { voice: voice, worth: worth };
    });
    return best && best.voice;
  }
  function languageOf(node) {
    return node.parentElement.closest("[lang]").lang;
  }
  /* How a piece of text is said: a fact by its own reading, a phone number digit by digit. */
  function spokenText(node) {
    var said = node.parentElement.closest("[data-say]");
    if (said) return node === firstText(said) ? said.dataset.say : "";
    return node.parentElement.closest('a[href^="tel:"]') ? node.data.replace(/(\d)/g, "$1 ") : node.data;
  }
  function firstText(element) {
    return document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
  }
  /* Cuts the page into sentences: [{lang, text, pieces: elements to light up}]; ruby stays as it is. */
  function sentences() {
    var walker = document.createTreeWalker(find("main"), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    var nodes = [];
    while (walker.nextNode()) {
      var parent = walker.currentNode.parentElement;
      if (walker.currentNode.nodeType === 1 && walker.currentNode.tagName !== "BR") continue;
      if (parent.closest(SPOKEN) && !parent.closest(UNSPOKEN) && parent.getClientRects().length) nodes.push(walker.currentNode);
    }
    var list = [];
    var block = null;
    var sentence = null;
    nodes.forEach(function (node) {
      if (node.nodeType === 1) {
        sentence = null;
        return;
      }
      var home = node.parentElement.closest(SPOKEN);
      var lang = languageOf(node);
      if (home !== block || !sentence || sentence.lang !== lang) sentence = null;
      block = home;
      /* A sentence ends after its stop; the rest of the node begins the next. */
      var parts = node.parentElement.closest("[data-say],a") ? [node.data] : node.data.split(/([^。!?！？।۔။]*[。！？।۔။]+[」』)）]*|[^!?.]*[.!?]+(?=\s))/).filter(Boolean);
      var rest = node;
      parts.forEach(function (part) {
        var piece = rest;
        if (part.length < rest.data.length) rest = rest.splitText(part.length);
        if (!sentence) {
          sentence = { lang: lang, text: "", pieces: [] };
          list.push(sentence);
        }
        sentence.text += spokenText(piece);
        if (part.trim()) {
          var light = document.createElement("span");
          piece.parentNode.replaceChild(light, piece);
          light.appendChild(piece);
          sentence.pieces.push(light);
        }
        if (/[。！？।۔။.!?][」』)）]*\s*$/.test(part)) sentence = null;
      });
    });
    return list.filter(function (item) { return item.pieces.length; });
  }
  function startReading() {
    var button = find('[data-tool="read"]');
    var note = find("[data-read-note]");
    var label = find("[data-state]", button);
    var list = null;
    var run = 0;

    if (!("speechSynthesis" in window)) return refuse();

    function refuse() {
      button.hidden = true;
      note.textContent = word("no-voice");
      note.hidden = false;
    }
    function light(sentence, on) {
      sentence.pieces.forEach(function (piece) { piece.classList.toggle("spoken", on); });
    }
    function stop() {
      run += 1;
      speechSynthesis.cancel();
      (list || []).forEach(function (sentence) { light(sentence, false); });
      button.classList.remove("is-on");
      label.textContent = word("read");
    }
    function speak(index, mine) {
      if (mine !== run) return;
      if (index >= list.length) return stop();
      var sentence = list[index];
      var voice = voiceFor(sentence.lang);
      if (!voice) return speak(index + 1, mine);
      var utterance = new SpeechSynthesisUtterance(sentence.text);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      utterance.rate = 0.9;
      utterance.onend = utterance.onerror = function () {
        light(sentence, false);
        speak(index + 1, mine);
      };
      light(sentence, true);
      sentence.pieces[0].scrollIntoView({ block: "nearest" });
      /* Some browsers drop an utterance that nothing refers to before its end event. */
      Tesuri.utterance = utterance;
      speechSynthesis.speak(utterance);
    }
    function start() {
      list = list || sentences();
      var first = list.findIndex(function (sentence) { return sentence.pieces[0].getBoundingClientRect().top >= 0; });
      run += 1;
      button.classList.add("is-on");
      label.textContent = word("stop");
      speak(Math.max(first, 0), run);
    }
    function offer() {
      var able = Boolean(voiceFor(root.lang));
      button.hidden = !able;
      note.hidden = able;
      if (!able) refuse();
    }
    button.addEventListener("click", function () {
      if (button.classList.contains("is-on")) stop();
      else start();
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && button.classList.contains("is-on")) stop();
    });
    window.addEventListener("pagehide", stop);
    /* Voices arrive late; until they do, nothing is promised and nothing refused. */
    if (speechSynthesis.getVoices().length) offer();
    else setTimeout(offer, 2500);
    if (speechSynthesis.addEventListener) speechSynthesis.addEventListener("voiceschanged", offer);
  }

  /* ---- search ---- */
  function startSearch() {
    var form = find("form.search");
    if (!form || !Tesuri.search) return;
    var input = find("input", form);
    var count = find("[data-count]", form);
    var results = find("[data-results]", form);
    var noHit = find("[data-no-hit]", form);
    var loading = null;
    var timer = 0;

    function load() {
      if (Tesuri.searchIndex) return Promise.resolve(Tesuri.searchIndex);
      loading = loading || fetch(form.dataset.index).then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }).then(function (index) {
        Tesuri.searchIndex = index;
        return index;
      });
      loading.catch(function () { loading = null; });
      return loading;
    }
    function show(query, hits) {
      results.textContent = "";
      hits.forEach(function (hit) {
        var item = document.createElement("li");
        item.appendChild(make("a", hit.title, { href: form.dataset.href.replace("{slug}", hit.slug) }));
        results.appendChild(item);
      });
      results.hidden = !hits.length;
      noHit.hidden = Boolean(hits.length) || !query;
      count.textContent = !query ? "" : hits.length ? word("search-count", { count: hits.length }) : word("search-none", { query: isolate(query) });
    }
    function run() {
      var query = input.value.trim();
      clearTimeout(timer);
      if (!query) return show("", []);
      if (!Tesuri.searchIndex) count.textContent = word("search-wait");
      load().then(function (index) {
        if (query === input.value.trim()) show(query, Tesuri.search(index, query, 8));
      }, function () {
        count.textContent = word("search-lost");
      });
    }
    input.addEventListener("input", function (event) {
      clearTimeout(timer);
      /* While an input method is composing, the letters are not yet the word. */
      if (!event.isComposing) timer = setTimeout(run, 250);
    });
    input.addEventListener("compositionend", run);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      run();
    });
    /* Down from the box, up and down among the results, Escape back to the box. */
    form.addEventListener("keydown", function (event) {
      var links = all("a", results);
      var at = links.indexOf(document.activeElement);
      if (event.key === "Escape" && at >= 0) input.focus();
      else if (event.key === "ArrowDown" && links[at + 1] && (at >= 0 || document.activeElement === input)) links[at + 1].focus();
      else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] || input).focus();
      else return;
      event.preventDefault();
    });
  }

  /* ---- offer the reader's own language, once, above everything; never forced ---- */
  var WRITTEN = { "zh-cn": "zh-hans", "zh-sg": "zh-hans", zh: "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant", tl: "fil" };

  function startOffer() {
    var links = all("#languages a[hreflang]");
    links.forEach(function (link) {
      link.addEventListener("click", function () {
        settings.chosen = true;
        Tesuri.save();
      });
    });
    if (settings.chosen) return;
    var here = root.lang.toLowerCase();
    var languages = navigator.languages || [navigator.language || ""];
    for (var i = 0; i < languages.length; i += 1) {
      var wanted = languages[i].toLowerCase();
      var script = /^zh-han[st]/.exec(wanted);
      wanted = script ? script[0] : WRITTEN[wanted] || WRITTEN[wanted.split("-")[0]] || wanted;
      if (wanted === here || wanted.split("-")[0] === here.split("-")[0] && here.indexOf("zh-")) return;
      var link = links.find(function (candidate) {
        var tag = candidate.hreflang.toLowerCase();
        return tag === wanted || tag.split("-")[0] === wanted.split("-")[0] && tag.indexOf("zh-");
      });
      if (link) return offer(link);
    }
    function offer(link) {
      var line = make("p", "", { class: "offer" });
      var close = make("button", word("offer-close"), { type: "button" });
      var go = make("a", link.dataset.offer, { href: link.href, lang: link.lang, hreflang: link.lang });
      go.addEventListener("click", function () {
        settings.chosen = true;
        Tesuri.save();
      });
      close.addEventListener("click", function () {
        settings.chosen = true;
        Tesuri.save();
        line.remove();
        find(".skip").focus();
      });
      line.appendChild(go);
      line.appendChild(close);
      find(".top-row").before(line);
    }
  }

  /* ---- readable without a network after the first visit ---- */
  function startOffline() {
    var saving = navigator.connection && navigator.connection.saveData;
    if (!("serviceWorker" in navigator) || !/^https?:$/.test(location.protocol) || saving) return;
    window.addEventListener("load", function () {
      navigator.serviceWorker.register((root.dataset.root || "") + "sw.js").then(function () {
        return navigator.serviceWorker.ready;
      }).then(function (registration) {
        registration.active.postMessage({ keep: root.lang });
      }).catch(function () {
        /* The site works without it. */
      });
    });
  }

  [startTools, startTicks, startClock, startReading, startSearch, startOffer, startOffline].forEach(function (start) {
    try {
      start();
    } catch (fault) {
      /* One tool that fails on an old browser must not take the others with it. */
      if (window.console) console.warn(fault);
    }
  });
})();
