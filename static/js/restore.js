/* The page that starts restores. Without this script it is an ordinary form. */
(() => {
  "use strict";
  const form = document.querySelector("[data-restore]");
  if (!form) return;
  const { soon, upload } = form.elements, button = form.querySelector("[data-go]");
  const busy = () => form.querySelector(".upload:is([data-state=sending], [data-state=checking])");
  const begin = () => form.requestSubmit(button);
  const tell = (text, tone) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));

  form.addEventListener("upload:ready", ({ detail }) => {
    if (soon.checked && upload.value === detail.id) begin();
  });

  // Nothing is chosen, but a file is being uploaded: that one is meant.
  form.addEventListener("submit", (e) => {
    const here = form.elements.here?.value;
    if (e.submitter !== button || upload.value || here || !busy()) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    soon.checked = true;
    tell("The restore starts as soon as the file is uploaded.", "info");
  }, true);

  // Leaving the page would interrupt what is still being sent.
  form.addEventListener("htmx:configRequest", ({ target, detail }) => {
    if (target === form && busy()) detail.parameters.stay = "1";
  });
  document.addEventListener("restore:begun", () => {
    upload.value = "";
    form.querySelector(".upload.is-chosen")?.classList.remove("is-chosen");
  });

  // Enter means the button, not the first one in the form.
  form.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || !e.target.matches("input:not([type=file])")) return;
    e.preventDefault();
    begin();
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target.id === "restore-errors") detail.target.firstElementChild?.focus();
  });
})();
