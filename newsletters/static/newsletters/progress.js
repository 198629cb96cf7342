// Renews the numbers of a sending every two seconds while it is on its way.
(() => {
  const place = document.querySelector("[data-progress]");
  if (!place) return;
  const isLive = () => place.querySelector("[data-live='yes']") !== null;
  const isBusy = () => place.contains(document.activeElement) && document.activeElement !== document.body;
  const look = async () => {
    if (!isLive()) return;
    if (!document.hidden && !isBusy()) {
      try {
        const answer = await fetch(place.dataset.progress, { credentials: "same-origin" });
        if (answer.ok) place.innerHTML = await answer.text();
      } catch {
        // The line is away for a moment: the next look finds it.
      }
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
