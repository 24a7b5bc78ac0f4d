/* Results below the search box while one types, and where to go by the keyboard. */
(() => {
  "use strict";
  const doc = document, box = doc.querySelector("#search"), list = doc.querySelector("#search-live");
  if (!box) return;
  const on = (name, act, at = doc) => at.addEventListener(name, act);
  const close = () => { list.hidden = true; };
  const step = (by) => {
    const stops = [box, ...list.querySelectorAll("a")], at = stops.indexOf(doc.activeElement) + by;
    stops[(at + stops.length) % stops.length].focus();
  };
  on("keydown", (e) => {
    if (!(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey || e.key.toLowerCase() !== "k") return;
    if (doc.querySelector("dialog[open]")) return;
    e.preventDefault();
    box.focus();
    box.select();
    htmx.trigger(box, "look");
  });
  on("htmx:afterSwap", ({ detail }) => { if (detail.target === list) list.hidden = !box.form.contains(doc.activeElement); });
  on("input", () => { if (!box.value.trim()) close(); }, box);
  on("keydown", (e) => {
    if (list.hidden || !["ArrowDown", "ArrowUp", "Escape"].includes(e.key)) return;
    e.preventDefault();
    e.stopPropagation();
    if (e.key !== "Escape") return step(e.key === "ArrowDown" ? 1 : -1);
    box.focus();
    close();
  }, box.form);
  on("focusout", ({ relatedTarget }) => { if (!box.form.contains(relatedTarget)) close(); }, box.form);
})();
