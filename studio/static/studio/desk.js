// Renews who is there every ten seconds while the session is open and the page is seen. Asks before
// a link leads away from ticks that are not kept: the buttons of the page keep them.
"use strict";

(() => {
  const form = document.querySelector("form[data-desk]");
  if (!form) return;
  let isSent = false;
  const differs = (field) => (field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  const fields = () => form.querySelectorAll("[name=came], [name^=minutes-]");
  form.addEventListener("submit", () => { isSent = true; });
  addEventListener("pageshow", () => { isSent = false; });
  addEventListener("beforeunload", (event) => {
    if (!isSent && [...fields()].some(differs)) event.preventDefault();
  });
  // Enter in the field of a panel presses the button of that panel, as if it were a form of its own.
  form.addEventListener("keydown", (event) => {
    const button = event.target.closest(".studio-page__columns .panel, .desk-link-missing")?.querySelector("button[type=submit]");
    if (event.key !== "Enter" || event.isComposing || event.target.localName !== "input" || !button) return;
    event.preventDefault();
    button.click();
  });
})();

(() => {
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const isBusy = () => place.contains(document.activeElement);
  const look = async () => {
    if (document.hidden || isBusy()) return;
    try {
      const answer = await fetch(place.dataset.live, { credentials: "same-origin" });
      // Whoever was signed out meanwhile is led to another page.
      if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
    } catch {
      // The line is away for a moment: the next look finds it.
    }
  };
  setInterval(look, 10000);
  document.addEventListener("visibilitychange", look);
})();
