/* What was entered and not yet sent is not left without a question. */
(() => {
  "use strict";
  const doc = document, on = (name, act) => doc.addEventListener(name, act);
  const FORM = "form.form[method=post]", WRONG = "[aria-invalid=true], .form-errors";
  const clear = (form) => { delete form.dataset?.changed; };
  const all = () => doc.querySelectorAll("form[data-changed]");

  on("input", ({ target: { form } }) => {
    if (form?.matches(FORM) && !form.closest("dialog, .entrance")) form.dataset.changed = 1;
  });
  // A refused form was not saved either.
  on("htmx:afterSettle", () => doc.querySelectorAll(FORM).forEach((form) => {
    if (form.querySelector(WRONG) && form.closest("#panel")) form.dataset.changed = 1;
  }));

  // It was sent. This stands after session.js, which may first ask for the login.
  on("submit", (e) => { if (!e.defaultPrevented) clear(e.target); });
  on("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
    if (xhr.getResponseHeader("HX-Redirect")) all().forEach(clear);
    else if (xhr.status < 400) clear(elt);
  });

  addEventListener("beforeunload", (e) => { if (all().length) e.preventDefault(); });
})();
