/* What to say when a passkey cannot be used, or was not. */
(() => {
  "use strict";
  const sentences = {
    NotAllowedError: "No passkey was used. Try again, or choose another way.",
    InvalidStateError: "This device already has a passkey for your account.",
    SecurityError: "Passkeys need https and a host name. Open this page by its https address.",
  };
  const missing = "This browser cannot use passkeys here. They need https and a host name.";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const { exception } = event.detail;
    const text = window.PublicKeyCredential
      ? sentences[exception.name] || "The passkey could not be used. Try again, or choose another way."
      : missing;
    document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone: "danger" } }));
  });
})();
