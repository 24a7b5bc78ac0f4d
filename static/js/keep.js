/* A tick that stays as a person left it while its page reloads itself. */
(() => {
  "use strict";
  const tick = document.querySelector("[data-kept]");
  if (!tick) return;
  const key = `kept:${location.pathname}`, kept = sessionStorage.getItem(key);
  if (kept) tick.checked = kept === "on";
  tick.addEventListener("change", () => sessionStorage.setItem(key, tick.checked ? "on" : "off"));
})();
