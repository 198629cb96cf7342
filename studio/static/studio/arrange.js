// The outline of a course by pointer and by arrow keys. Every step is the same form that works
// without this file: here its answer is put in place of the page, so that the focus stays.
(() => {
  const START = 6; // so many pixels away from where it was pressed, a press becomes a drag
  const EDGE = 60; // so near the edge of the window it scrolls
  let drag = null;

  const outline = () => document.querySelector("[data-arrange]");
  const rows = () => [...document.querySelectorAll("[data-arrange] [data-key]")];
  const isModule = (row) => row.dataset.module === "";

  async function send(form, deed, key) {
    const panel = outline();
    if (panel.classList.contains("is-busy")) return;
    panel.classList.add("is-busy");
    const data = new FormData(form);
    data.set("deed", deed);
    let text;
    try {
      const answer = await fetch(form.action, { method: "POST", body: data });
      if (!answer.ok || !answer.url.includes("/cms/courses/")) throw new Error(answer.status);
      text = await answer.text();
    } catch {
      window.location.reload(); // signed out, or no connection: the page says which
      return;
    }
    show(new DOMParser().parseFromString(text, "text/html"), key);
  }

  function show(next, key) {
    const place = window.scrollY;
    const main = document.querySelector("main");
    const scrolled = main ? main.scrollTop : 0;
    document.querySelector(".studio-page").replaceWith(next.querySelector(".studio-page"));
    const said = document.querySelector(".messages");
    const told = next.querySelector(".messages");
    if (said && told) said.innerHTML = told.innerHTML;
    window.scrollTo(0, place);
    if (main) main.scrollTop = scrolled;
    const row = key && document.getElementById(`row-${key}`);
    const target = row && row.querySelector("summary, button");
    (target || document.getElementById("outline")).focus({ preventScroll: !target });
  }

  function submit(deed, key) {
    send(document.getElementById("arrange"), deed, key);
  }

  // --- Buttons and arrow keys
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.id !== "arrange" || !button) return;
    event.preventDefault();
    const far = button.value === "far" && document.getElementById("far-lesson").value;
    send(event.target, button.value, far || button.value.split(":")[1]);
  });

  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest?.("[data-move] > summary");
    const menu = event.target.closest?.("[data-move][open]");
    if (menu && event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    const deed = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!handle || !deed || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { key } = handle.closest("[data-key]").dataset;
    submit(`${deed}:${key}`, key);
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("[data-move][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // --- Dragging
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-move] > summary");
    if (!handle || event.button !== 0) return;
    const row = handle.closest("[data-key]");
    drag = { handle, row, x: event.clientX, y: event.clientY, on: false, deed: "" };
    handle.setPointerCapture(event.pointerId);
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
    if (!drag.on && far < START) return;
    if (!drag.on) begin();
    event.preventDefault();
    scrollNear(event.clientY);
    aim(event.clientY);
  });

  function begin() {
    drag.on = true;
    drag.row.classList.add("is-dragged");
    outline().classList.add("is-dragging");
  }

  function scrollNear(y) {
    const step = y < EDGE ? -12 : y > window.innerHeight - EDGE ? 12 : 0;
    if (!step) return;
    window.scrollBy(0, step);
    document.querySelector("main")?.scrollBy(0, step);
  }

  function aim(y) {
    clear();
    const found = isModule(drag.row) ? aimModule(y) : aimLesson(y);
    drag.deed = found ? found.deed : "";
    if (found) found.row.classList.add(found.mark);
  }

  // Before the first row whose middle lies below the pointer; behind the last one otherwise.
  function below(list, y) {
    return list.find((row) => {
      const box = row.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
  }

  function aimModule(y) {
    const { key } = drag.row.dataset;
    const all = rows();
    const next = below(all.filter(isModule), y);
    if (next) return next === drag.row ? null : put(next, `before:${key}:${next.dataset.key}`);
    return { row: all.at(-1), mark: "is-after", deed: `last:${key}` };
  }

  function aimLesson(y) {
    const { key } = drag.row.dataset;
    const all = rows().filter((row) => row !== drag.row);
    const next = below(all, y);
    if (next && !isModule(next)) return put(next, `before:${key}:${next.dataset.key}`);
    const above = all.slice(0, next ? all.indexOf(next) : all.length).at(-1);
    if (!above) return null; // above the first module there is no place for a lesson
    const module = isModule(above) ? above.dataset.key : above.dataset.module;
    return { row: above, mark: "is-after", deed: `last:${key}:${module}` };
  }

  const put = (row, deed) => ({ row, mark: "is-before", deed });

  function clear() {
    for (const row of rows()) row.classList.remove("is-before", "is-after");
  }

  function end(isDropped) {
    const { row, on, deed } = drag;
    drag = null;
    clear();
    row.classList.remove("is-dragged");
    outline().classList.remove("is-dragging");
    if (!on) return;
    // The press that began the drag would open the menu.
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 0);
    if (isDropped && deed) submit(deed, row.dataset.key);
  }

  function stop(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("pointerup", () => drag && end(true));
  document.addEventListener("pointercancel", () => drag && end(false));
  document.addEventListener("keydown", (event) => {
    if (drag && event.key === "Escape") end(false);
  });
})();
