/* Before the first paint: scripts are on, and the reader's own settings hold. Loaded without defer, so kept small. */
(function () {
  "use strict";
  var root = document.documentElement;
  var settings = {};
  try {
    settings = JSON.parse(localStorage.getItem("tesuri") || "{}") || {};
  } catch (unavailable) {
    /* A browser that keeps nothing still shows everything. */
  }
  root.classList.add("js");
  if (settings.size) root.dataset.size = settings.size;
  if (settings.colours) root.dataset.colours = settings.colours;
  var ruby = settings["ruby-" + root.lang];
  if (ruby !== undefined) root.classList.toggle("no-ruby", !ruby);
  window.Tesuri = {
    settings: settings,
    save: function () {
      try {
        localStorage.setItem("tesuri", JSON.stringify(settings));
      } catch (unavailable) {
        /* The setting holds for this page only. */
      }
    },
    /* The offline edition brings its index as a script that calls this. */
    index: function (index) {
      window.Tesuri.searchIndex = index;
    },
  };
})();
