// Counts anew whenever another list or audience is chosen; without it there is a button.
(() => {
  const place = document.querySelector("[data-count]");
  const form = document.querySelector("form.studio-form");
  if (!place || !form) return;
  let last = 0;
  form.addEventListener("change", async (event) => {
    if (!["lists", "audience"].includes(event.target.name)) return;
    const mine = ++last;
    const typed = new FormData(form);
    typed.set("look", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body: typed, credentials: "same-origin" });
      if (!answer.ok || mine !== last) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const counted = page.querySelector("[data-count]");
      if (counted && mine === last) place.replaceChildren(...counted.childNodes);
    } catch {
      // The line is away for a moment: the button counts too.
    }
  });
})();
