/* Search in the browser: Tesuri.search(index, query, limit) gives [{slug, title, score}], best first.
   The twin of tesuri/search (see there for what each step is for); tests/search_vectors.json holds them equal.
   Tesuri.index(index) is what an index delivered as a classic script calls. */
(function () {
  "use strict";
  var Tesuri = window.Tesuri = window.Tesuri || {};

  var NAMES = 1.0, KEYWORDS = 0.9, SUMMARY = 0.35, BODY = 0.12, PHRASE = 0.5, SKIPPING = 0.5, UNKNOWN = 0.5;
  var LEAST = 0.07, LEAST_SHARE = 0.15, LONGEST_QUERY = 80;

  /* ---- fold ---- */
  var DROPPED = new RegExp("[\\u0300-\\u036f\\u064b-\\u065f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufe00-\\ufe0f" +
    "\\u00ad'`\\u02bc\\u2018\\u2019\\u0640\\u0670\\u093c\\u1037\\u1038\\ufeff]", "g");
  var MERGED = new Map();
  ("đdıiłløo" +
    "\u064aی\u0649یےی\u0643ک\u0647ہ\u0629ہۃہھہ\u0671اںن" +
    "ीिूुँंशसषसवबईइऊउणन" +
    "\u102b\u102c\u1009\u1025" +
    "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけぢじづず").replace(/(.)(.)/gu, (_, from, to) => { MERGED.set(from, to); });
  for (var code = 0x30a1; code <= 0x30f6; code++) {
    var hiragana = String.fromCharCode(code - 0x60);
    MERGED.set(String.fromCharCode(code), MERGED.get(hiragana) || hiragana);
  }
  [0x0660, 0x06f0, 0x0966, 0x1040].forEach(zero => {
    for (var i = 0; i < 10; i++) MERGED.set(String.fromCharCode(zero + i), String(i));
  });

  function translate(text, table) {
    return Array.from(text, c => table.has(c) ? table.get(c) : c).join("");
  }

  function fold(text) {
    return translate(text.normalize("NFKC").toLowerCase().normalize("NFD").replace(DROPPED, "").normalize("NFC"), MERGED);
  }

  var BREAK = 0, SPACE = 1, LETTER = 2, DENSE = 3;
  var KINDS = [
    [0x9, 0xd, SPACE], [0x20, 0x20, SPACE], [0x2d, 0x2d, SPACE], [0x30, 0x39, LETTER], [0x61, 0x7a, LETTER],
    [0xc0, 0x2af, LETTER], [0x370, 0x5ff, LETTER], [0x620, 0x6d3, LETTER], [0x6d5, 0x6ff, LETTER], [0x750, 0x77f, LETTER],
    [0x900, 0x963, LETTER], [0x966, 0xdff, LETTER], [0xe00, 0xeff, DENSE], [0x1000, 0x1049, DENSE], [0x104c, 0x11ff, DENSE],
    [0x1780, 0x17ff, DENSE], [0x1e00, 0x1fff, LETTER], [0x2010, 0x2015, SPACE], [0x3005, 0x3007, DENSE], [0x3041, 0x309f, DENSE],
    [0x30fb, 0x30fb, SPACE], [0x30fc, 0x30fc, DENSE], [0x3400, 0x9fff, DENSE], [0xac00, 0xd7a3, DENSE], [0xf900, 0xfaff, DENSE],
    [0x20000, 0x323af, DENSE]
  ];

  function kind(character) {
    var code = character.codePointAt(0);
    var row = KINDS.find(row => row[0] <= code && code <= row[1]);
    return row ? row[2] : BREAK;
  }

  function isKana(c) { return c >= "\u3041" && c <= "\u309f" || c === "ー"; }

  function isHan(c) {
    var code = c.codePointAt(0);
    return code >= 0x3005 && code <= 0x3007 || code >= 0x3400 && code <= 0x9fff || code >= 0x20000;
  }

  function chunks(folded) {
    var all = [], runs = [], before = BREAK;
    Array.from(folded).forEach(character => {
      var now = kind(character), last = runs[runs.length - 1];
      if (now === BREAK && runs.length) {
        all.push(runs);
        runs = [];
      } else if (now >= LETTER) {
        var dense = now === DENSE;
        if (last && (now === before || dense && last.dense)) last.text += character;
        else runs.push({ text: character, dense: dense });
      }
      before = now;
    });
    if (runs.length) all.push(runs);
    return all;
  }

  function atoms(run) {
    var pieces = [], letters = Array.from(run);
    letters.forEach((c, i) => {
      var next = letters[i + 1];
      if (pieces.length && c >= "\u1000" && c <= "\u109f" &&
          (c >= "\u102b" && c <= "\u103e" || next === "\u1039" || next === "\u103a" || letters[i - 1] === "\u1039")) {
        pieces[pieces.length - 1] += c;
      } else pieces.push(c);
    });
    return pieces;
  }

  var O_ROW = "おこごそぞとどのほぼぽもよろ", U_ROW = "うくぐすずつぬふぶぷむゆる";

  function shorten(run) {
    var out = "", before = "";
    Array.from(run).forEach(c => {
      var afterO = before && O_ROW.indexOf(before) >= 0, afterU = before && U_ROW.indexOf(before) >= 0;
      if (c === "う" && (afterO || afterU) || c === "お" && afterO) return;
      out += c;
      before = c;
    });
    return out;
  }

  var ROMAJI = new Map([["shi", "し"], ["chi", "ち"], ["tsu", "つ"]]);
  ("/あいうえお k/かきくけこ g/がぎぐげご s/さしすせそ z/ざじずぜぞ t/たちつてと d/だじずでど n/なにぬねの h/はひふへほ " +
    "b/ばびぶべぼ p/ぱぴぷぺぽ m/まみむめも r/らりるれろ y/や_ゆ_よ w/わ___お f/__ふ__ j/_じ___").split(" ").forEach(line => {
    var row = line.split("/");
    Array.from(row[1]).forEach((kana, i) => { if (kana !== "_") ROMAJI.set(row[0] + "aiueo"[i], kana); });
  });
  "kyき gyぎ syし shし zyじ jじ jyじ tyち chち cyち nyに hyひ byび pyぴ myみ ryり fふ tsつ".split(" ").forEach(pair => {
    [["a", "や"], ["u", "ゆ"], ["o", "よ"], ["e", "え"]].forEach(small => {
      var spelling = pair.slice(0, -1) + small[0];
      if (!ROMAJI.has(spelling)) ROMAJI.set(spelling, pair.slice(-1) + small[1]);
    });
  });

  function isVowel(c) { return /[aiueo]/.test(c); }

  function romaji(word, mend) {
    var out = "", at = 0;
    function spells(vowel) { return n => ROMAJI.has(word.slice(at, at + n) + vowel); }
    while (at < word.length) {
      var here = word[at], after = word[at + 1] || "";
      if (here === "n" && !isVowel(after) && after !== "y" || here === "m" && after && "bmp".indexOf(after) >= 0) {
        out += "ん";
        at += 1;
      } else if (after && (here === after && !isVowel(here) || word.substr(at, 3) === "tch")) {
        out += "つ";
        at += 1;
      } else {
        var size = [3, 2, 1].find(spells("")), stem = size || [2, 1].find(spells("u"));
        if (!size && !mend) return "";
        if (stem) out += ROMAJI.get(word.slice(at, at + stem) + (size ? "" : "u"));
        at += stem || 1;
      }
    }
    return out;
  }

  /* ---- likeness ---- */
  function unique(list) { return Array.from(new Set(list)); }

  function byLength(a, b) { return Array.from(b).length - Array.from(a).length || (a < b ? -1 : a > b ? 1 : 0); }

  function grams(run, least) {
    var pieces = atoms(run), all = [];
    pieces.forEach(piece => { if (pieces.length === 1 || !isKana(piece)) all.push(piece); });
    for (var size = least; size < 4; size++) {
      for (var i = 0; i + size <= pieces.length; i++) all.push(pieces.slice(i, i + size).join(""));
    }
    return all;
  }

  function gramWeight(gram) {
    var letters = Array.from(gram);
    if (letters.length === 1) return 0.4;
    var kana = letters.filter(isKana).length / letters.length;
    return letters.length === 2 ? 1.0 - 0.65 * kana : 1.0 - 0.3 * kana;
  }

  function likeness(word, term) {
    if (word === term) return 1.0;
    var short = Math.min(word.length, term.length), long = Math.max(word.length, term.length), same = 0;
    while (same < short && word[same] === term[same]) same += 1;
    if (same >= 4 && 5 * same >= 2 * long) return 0.9 * same / long;
    if (same === 3 && 2 * same >= long) return 0.6 * same / long;
    if (short >= 4 && (term.indexOf(word) >= 0 || word.indexOf(term) >= 0)) return 0.8 * short / long;
    return 0.0;
  }

  function letters(text) { return Array.from(shorten(text).normalize("NFD")); }

  function nearKeys(term) {
    var list = Array.from(term.normalize("NFD"));
    if (isKana(list[0])) return [list.filter(c => c !== "\u3099" && c !== "\u309a").join("")];
    if (list.length < 4 || isHan(list[0])) return [];
    return unique([list.join("")].concat(list.map((_, i) => list.slice(0, i).concat(list.slice(i + 1)).join(""))));
  }

  function distanceWithin(short, long) {
    var row = new Array(long.length + 1).fill(0);
    short.forEach(letter => {
      var corner = row[0];
      row[0] += 1;
      for (var j = 1; j <= long.length; j++) {
        var best = Math.min(corner + (letter === long[j - 1] ? 0 : 1), row[j] + 1, row[j - 1] + 1);
        corner = row[j];
        row[j] = best;
      }
    });
    return Math.min.apply(null, row);
  }

  function phraseLikeness(a, b) {
    var short = a.length <= b.length ? a : b, long = short === a ? b : a;
    if (short.join("") === long.join("")) return 1.0;
    if (short.length < 2 || short.length < 4 && short[0] < "\u1000") return 0.0;
    var wrong = distanceWithin(short, long);
    if (4 * wrong > short.length) return 0.0;
    return (1.0 - 2.0 * wrong / short.length) * Math.sqrt(short.length / long.length);
  }

  function pieces(list) {
    var all = new Set();
    for (var i = 0; i + 1 < list.length; i++) all.add(list[i] + list[i + 1]);
    return all;
  }

  /* ---- the searcher: an index made ready ---- */
  function Searcher(index) {
    if (index.format !== 1) throw new Error("search index of format " + index.format + ", not 1");
    var self = this, han = Array.from(index.han);
    self.han = new Map();
    for (var i = 0; i < han.length; i += 2) self.han.set(han[i], han[i + 1]);
    self.japanese = index.locale.slice(0, 2) === "ja";
    function listed(text) { return self.fold(text).split(/\s+/).filter(Boolean); }
    var quiet = listed(index.quiet).sort(byLength);
    self.quietWords = new Set(quiet);
    self.quietPhrases = quiet.filter(phrase => {
      return chunks(phrase).every(runs => runs.every(run => run.dense));
    });
    self.spellings = listed(index.spellings).map(pair => pair.split("="))
      .sort((a, b) => byLength(a[0], b[0]));
    self.spelled = new Map(self.spellings);
    self.titles = [];
    self.words = new Map();
    self.pairs = new Map();
    self.grams = new Map();
    self.phrases = new Map();
    index.docs.forEach((row, doc) => {
      self.titles.push({ slug: row[0], title: row[1] });
      [[NAMES, row[1] + "|" + row[2]], [KEYWORDS, row[3]], [SUMMARY, row[4]], [BODY, row[5]]].forEach(field => {
        field[1].split("|").forEach(phrase => { self.add(doc, phrase, field[0]); });
      });
    });
    self.near = new Map();
    [self.words, self.grams].forEach(terms => terms.forEach((postings, term) => {
      nearKeys(term).forEach(key => self.near.set(key, (self.near.get(key) || []).concat(postings)));
    }));
  }

  function lift(map, key, value) { map.set(key, Math.max(map.get(key) || 0, value)); }

  function raise(terms, term, doc, weight) {
    if (!terms.has(term)) terms.set(term, new Map());
    lift(terms.get(term), doc, weight);
  }

  function gather(into, run, factor, least) {
    grams(run, least).forEach(gram => { lift(into, gram, factor * gramWeight(gram)); });
  }

  Searcher.prototype.fold = function (text) { return translate(fold(text), this.han); };

  Searcher.prototype.add = function (doc, text, weight) {
    var self = this, whole = "";
    chunks(self.fold(text)).forEach(runs => {
      var before = "";
      runs.forEach(run => {
        whole += run.text;
        if (run.dense) {
          unique([run.text, shorten(run.text)]).forEach(form => {
            grams(form, 2).forEach(gram => { raise(self.grams, gram, doc, weight); });
          });
        } else {
          raise(self.words, run.text, doc, weight);
          if (before) raise(self.pairs, before + run.text, doc, weight);
        }
        before = run.dense ? "" : run.text;
      });
    });
    if (whole && weight >= KEYWORDS) {
      var list = letters(whole), key = doc + " " + list.join(""), known = self.phrases.get(key);
      if (!known || known.weight < weight) self.phrases.set(key, { doc: doc, letters: list, pieces: pieces(list), weight: weight });
    }
  };

  Searcher.prototype.spell = function (run) {
    return this.spellings.reduce((text, pair) => text.split(pair[0]).join(pair[1]), run);
  };

  Searcher.prototype.parts = function (query) {
    var self = this, folded = Array.from(self.fold(query)).slice(0, LONGEST_QUERY).join("");
    var telling = self.quietPhrases.reduce((text, phrase) => text.split(phrase).join("|"), folded);
    if (!chunks(telling).length) telling = folded;
    var words = new Map(), pairs = new Map(), sought = new Map(), typed = new Set(), whole = "", spelled = "", spoken = "";
    chunks(telling).forEach(runs => {
      var before = "", kana = "";
      runs.forEach(run => {
        whole += run.text;
        if (run.dense) {
          var other = self.spell(run.text);
          spelled += other;
          grams(run.text, 2).forEach(typed.add, typed);
          [run.text, shorten(run.text), other, shorten(other)].forEach(form => { gather(sought, form, 1.0, 2); });
          var pieces = atoms(run.text);
          pieces.slice(2).forEach((third, i) => {
            var gram = pieces[i] + third, second = pieces[i + 1];
            if (self.grams.has(gram) && !(self.grams.has(pieces[i] + second) && self.grams.has(second + third))) {
              lift(sought, gram, SKIPPING * gramWeight(gram));
            }
          });
          before = "";
          return;
        }
        spelled += run.text;
        var quiet = self.quietWords.has(run.text), size = run.text.length, told = size + (run.text < "\u0370" ? 0 : 1);
        words.set(run.text, (told < 3 ? 0.4 : told === 3 ? 0.6 : 1.0) * (quiet ? 0.1 : 1.0));
        if (before) pairs.set(before + run.text, quiet && self.quietWords.has(before) ? 0.06 : 0.6);
        before = run.text;
        if (size > (self.japanese ? 1 : 3)) {
          var spelling = self.spelled.get(run.text) || romaji(run.text, false);
          if (!spelling && self.japanese && size > 3 && !self.words.has(run.text)) {
            spelling = romaji(run.text, true);
            grams(spelling, 2).forEach(typed.add, typed);
          }
          kana += spelling;
        }
      });
      if (kana) {
        spoken += kana;
        [kana, shorten(kana)].forEach(form => { gather(sought, form, 0.8, self.japanese ? 2 : 3); });
      }
    });
    var phrases = unique([whole, spelled, spoken].filter(Boolean)).map(letters);
    return { words: words, pairs: pairs, grams: sought, typed: typed, phrases: phrases };
  };

  function spread(found, postings, like) {
    if (postings) postings.forEach((weight, doc) => { found[doc] = Math.max(found[doc], weight * like); });
  }

  Searcher.prototype.spreadNear = function (found, term, like) {
    var near = this.near;
    nearKeys(term).forEach(key => {
      (near.get(key) || []).forEach(postings => { spread(found, postings, like); });
    });
  };

  Searcher.prototype.found = function (parts) {
    var self = this, all = [];
    function nothing() { return new Array(self.titles.length).fill(0); }
    parts.words.forEach((weight, word) => {
      var found = nothing(), known = self.words.has(word) || self.pairs.has(word);
      spread(found, self.pairs.get(word), 1.0);
      self.words.forEach((postings, term) => {
        var like = likeness(word, term);
        if (like) spread(found, postings, term === word || !known ? like : like / 2);
      });
      if (!known) self.spreadNear(found, word, 0.75);
      all.push([weight, found]);
    });
    parts.pairs.forEach((weight, pair) => {
      var found = nothing();
      spread(found, self.pairs.get(pair), 1.0);
      spread(found, self.words.get(pair), 1.0);
      all.push([weight, found]);
    });
    parts.grams.forEach((weight, gram) => {
      var found = nothing();
      if (self.grams.has(gram)) spread(found, self.grams.get(gram), 1.0);
      else self.spreadNear(found, gram, 0.5);
      if (parts.typed.has(gram) || found.some(Boolean)) all.push([weight, found]);
    });
    return all;
  };

  Searcher.prototype.search = function (query, limit) {
    var self = this, count = self.titles.length, parts = self.parts(query), most = 0;
    var scores = new Array(count).fill(0), likes = new Array(count).fill(0);
    self.found(parts).forEach(part => {
      var found = part[1], best = Math.max.apply(null, found.concat(0));
      var total = found.reduce((sum, one) => sum + one, 0);
      var value = part[0] * Math.log((count + 1) / ((best ? total / best : 1.0) + 0.5));
      most += best ? value : UNKNOWN * value;
      for (var doc = 0; doc < count; doc++) scores[doc] += value * found[doc];
    });
    parts.phrases.forEach(asked => {
      var wanted = Array.from(pieces(asked)), whole = asked.join("");
      self.phrases.forEach(phrase => {
        if (wanted.some(piece => phrase.pieces.has(piece)) || phrase.letters.join("") === whole) {
          likes[phrase.doc] = Math.max(likes[phrase.doc], phrase.weight * phraseLikeness(phrase.letters, asked));
        }
      });
    });
    var hits = self.titles.map((it, doc) => {
      return { slug: it.slug, title: it.title, score: (most ? scores[doc] / most : 0) + PHRASE * likes[doc] };
    });
    var floor = Math.max(LEAST, LEAST_SHARE * hits.reduce((best, hit) => Math.max(best, hit.score), 0));
    function rounded(hit) { return Math.floor(hit.score * 1e7 + 0.5); }
    return hits.filter(hit => hit.score >= floor).sort((a, b) => {
      return rounded(b) - rounded(a) || (a.slug < b.slug ? -1 : 1);
    }).slice(0, limit === undefined ? 10 : limit);
  };

  var ready = new WeakMap();
  Tesuri.search = function (index, query, limit) {
    if (!ready.has(index)) ready.set(index, new Searcher(index));
    return ready.get(index).search(query, limit);
  };
  Tesuri.index = function (index) { Tesuri.searchIndex = index; };
})();
