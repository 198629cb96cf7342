// Renews who is there every ten seconds while the session is open and the page is seen.
"use strict";

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
