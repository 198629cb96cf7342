// Small comforts. Every page works without this file.
"use strict";

// An open menu closes when the reader looks elsewhere or presses Escape.
const openMenus = () => document.querySelectorAll(".language-menu[open], .account-menu[open]");

document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

// The reader's own time beside the host's: <time datetime="…" data-zone="Asia/Seoul">.
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

document.querySelectorAll("time[data-zone]").forEach((element) => {
  const moment = new Date(element.dateTime);
  if (element.dataset.zone === ownZone || Number.isNaN(moment.getTime())) return;
  const text = new Intl.DateTimeFormat(document.documentElement.lang, {
    day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  }).format(moment);
  const own = document.createElement("span");
  own.className = "own-time";
  own.textContent = ` (${text})`;
  element.after(own);
});

// A new account begins with the browser's own zone.
document.querySelectorAll("input[data-own-zone]").forEach((input) => {
  if (!input.value) input.value = ownZone || "";
});

// A form that was sent says so, and is not sent twice by a second click.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button[data-busy]");
  if (!button || event.defaultPrevented) return;
  if (button.getAttribute("aria-busy") === "true") event.preventDefault();
  button.setAttribute("aria-busy", "true");
});

// Coming back by the browser's back button finds the form as it was.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("button[data-busy][aria-busy]").forEach((button) => {
    button.removeAttribute("aria-busy");
  });
});

// The frame of another host's video appears with the click that loads it.
document.querySelectorAll("a[data-embed]").forEach((link) => {
  const frame = document.querySelector(`iframe[name="${link.target}"]`);
  if (!frame) return;
  frame.hidden = true;
  link.addEventListener("click", () => { frame.hidden = false; });
});

// "Play" opens the film and starts it; closing stops it. Without this file its own button starts it.
document.querySelectorAll("details[data-film]").forEach((film) => {
  const video = film.querySelector("video");
  film.addEventListener("toggle", () => {
    if (!film.open) video.pause();
    else video.play().catch(() => video.focus());
  });
});

// htmx puts only good answers in place. A refused form is sent again without it, so that the
// page says why; what was done already is done once.
document.addEventListener("htmx:responseError", (event) => {
  if (event.target instanceof HTMLFormElement) event.target.submit();
});
