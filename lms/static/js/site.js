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

// The reader's own time beside the host's: <time datetime="…" data-zone="Asia/Seoul">. Said where
// the two clocks differ at that moment, by the city that people call the zone by.
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const todaysNames = {
  Calcutta: "Kolkata", Katmandu: "Kathmandu", Rangoon: "Yangon", Saigon: "Ho Chi Minh",
  Dacca: "Dhaka", Thimbu: "Thimphu", Ulan_Bator: "Ulaanbaatar", Kiev: "Kyiv",
};

const sayZone = (zone) => {
  const city = zone.split("/").pop();
  return (todaysNames[city] || city).replaceAll("_", " ");
};

const onClock = (moment, zone) => new Intl.DateTimeFormat("en-CA", {
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  hourCycle: "h23", timeZone: zone,
}).format(moment);

const sayOwnTime = (element) => {
  const moment = new Date(element.dateTime);
  if (element.dataset.own || !ownZone || Number.isNaN(moment.getTime())) return;
  element.dataset.own = "said";
  const own = onClock(moment, ownZone);
  let host = "";
  try { host = onClock(moment, element.dataset.zone); } catch { /* a zone this browser lacks */ }
  if (own === host) return;
  // English as our pages say it: the day before the month.
  const { lang } = document.documentElement;
  const locale = lang === "en" ? "en-GB" : lang;
  const isSameDay = own.slice(0, 10) === host.slice(0, 10);
  const day = isSameDay ? {} : { day: "numeric", month: "long" };
  const text = new Intl.DateTimeFormat(locale, {
    ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).format(moment);
  const span = document.createElement("span");
  span.className = "own-time";
  span.textContent = ` ${text} (${sayZone(ownZone)})`;
  span.title = new Intl.DateTimeFormat(locale, { timeZoneName: "long", timeZone: ownZone })
    .formatToParts(moment).find((part) => part.type === "timeZoneName").value;
  element.after(";", span);
};

const sayOwnTimes = () => document.querySelectorAll("time[data-zone]").forEach(sayOwnTime);
sayOwnTimes();
document.addEventListener("htmx:afterSettle", sayOwnTimes);

// Where the profile names another clock than the device's, that is said once on this device, for
// each two clocks. It is never switched by itself: the profile proposes the device's, and waits.
const onOtherClock = (zone) => {
  try { return Boolean(ownZone) && onClock(new Date(), ownZone) !== onClock(new Date(), zone); }
  catch { return false; }
};

const wasTold = (pair) => {
  try {
    if (localStorage.getItem("zones-told") === pair) return true;
    localStorage.setItem("zones-told", pair);
  } catch { /* a browser that keeps nothing tells it again */ }
  return false;
};

const sayOtherClock = () => {
  const note = document.querySelector("[data-profile-zone]");
  const { profileZone } = note ? note.dataset : {};
  if (!note || !onOtherClock(profileZone) || wasTold(`${profileZone} ${ownZone}`)) return;
  const words = note.querySelector("[data-words]");
  words.textContent = words.dataset.words
    .replace("{profile}", sayZone(profileZone)).replace("{device}", sayZone(ownZone));
  note.hidden = false;
};
sayOtherClock();

document.querySelectorAll("a[data-propose-zone]").forEach((link) => {
  if (!onOtherClock(link.closest("[data-profile-zone]")?.dataset.profileZone || "UTC")) return;
  link.search = `?zone=${encodeURIComponent(ownZone)}`;
  const words = link.dataset.proposeZone;
  if (words) link.textContent = words.replace("{zone}", sayZone(ownZone));
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

// The personal link of a mail opens the meeting by one click: its form sends itself once the page is
// seen, but not when somebody comes back to it.
document.querySelectorAll("form[data-at-once]").forEach((form) => {
  const [arrival] = performance.getEntriesByType("navigation");
  const send = () => {
    if (document.visibilityState !== "visible" || document.prerendering) return;
    document.removeEventListener("visibilitychange", send);
    form.requestSubmit();
  };
  if (arrival && arrival.type !== "navigate") return;
  document.addEventListener("visibilitychange", send);
  send();
});

// Whoever came while the link to the meeting is missing waits: their form asks by itself, ever more
// seldom and each in their own second, and is sent once the answer is another page.
document.querySelectorAll("form[data-again]").forEach((form) => {
  let times = 0;
  const later = () => setTimeout(ask, Math.min(60, 10 * (times += 1)) * (750 + Math.random() * 500));
  const ask = async () => {
    try {
      if (document.visibilityState === "visible") {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (answer.redirected || (answer.ok && !page.querySelector("form[data-again]"))) return form.submit();
      }
    } catch {
      // The line is away for a moment: it is asked again.
    }
    later();
  };
  later();
});

// "In 2 h 5 min" counts on in the page's own words; then the page is asked for anew, by everybody
// in their own second, and only where somebody looks at it.
document.querySelectorAll("[data-wait]").forEach((element) => {
  const due = Date.now() + Number(element.dataset.wait) * 1000;
  const reloadAt = due + 1000 + Math.random() * 9000;
  const count = () => {
    const now = Date.now();
    if (now >= reloadAt && document.visibilityState === "visible") location.reload();
    const all = Math.ceil((due - now) / 60000);
    if (all <= 0 || all >= 1440) return;
    const words = all < 60 ? element.dataset.inMinutes : element.dataset.inHours;
    const text = words.replace("{hours}", Math.floor(all / 60)).replace("{minutes}", all % 60);
    if (element.textContent !== text) element.textContent = text;
  };
  setInterval(count, 1000);
  document.addEventListener("visibilitychange", count);
});
document.querySelectorAll("[data-with-script]").forEach((element) => { element.hidden = false; });

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
