// Turns the slides of the screen, and keeps them up to date. Without this script they stand one below the other.
(() => {
  const screen = document.getElementById("layar");
  const buttons = document.querySelector(".bar-buttons");
  const [place, time, offline] = [".bar-place", "#diperbarui", "#luring"].map((one) => document.querySelector(one));
  const turn = Number(document.body.dataset.seconds) * 1_000;
  const CHECK = 5 * 60_000; // ms between two looks at the server
  let here = 0, timer, waiting = "", seen = screen.innerHTML, isKept = false;
  let isPaused = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const slides = () => screen.children;
  function show(number) {
    if (waiting) { screen.innerHTML = waiting; waiting = ""; } // between two slides nobody sees it change
    const all = slides();
    here = (number + all.length) % all.length;
    for (const [at, slide] of [...all].entries()) slide.hidden = at !== here;
    const next = all[(here + 1) % all.length].querySelector("img");
    if (next) next.loading = "eager";
    place.textContent = `${here + 1} / ${all.length}`;
  }
  function run() {
    clearInterval(timer);
    if (!isPaused) timer = setInterval(() => show(here + 1), turn);
    const button = buttons.querySelector("[data-do=pause]");
    button.dataset.playing ??= button.textContent;
    button.textContent = isPaused ? button.dataset.paused : button.dataset.playing;
  }
  const deeds = {
    back: () => { show(here - 1); run(); },
    next: () => { show(here + 1); run(); },
    pause: () => { isPaused = !isPaused; run(); },
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.()),
  };
  const keys = { ArrowLeft: "back", PageUp: "back", ArrowRight: "next", PageDown: "next", " ": "pause", f: "full" };
  buttons.addEventListener("click", (event) => deeds[event.target.dataset.do]?.());
  document.addEventListener("keydown", (event) => {
    const deed = keys[event.key];
    if (!deed || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && event.target.closest("button")) return; // the button's own key
    event.preventDefault();
    deeds[deed]();
  });

  // The server is asked now and then; what is new is put in place at the next turn.
  async function look() {
    try {
      const response = await fetch(location.pathname, { cache: "no-cache", credentials: "omit" });
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("layar").innerHTML;
      const isNew = fresh !== seen; // also when it was announced while this page was on its way
      if (isNew) waiting = fresh;
      if (isNew || !isKept) navigator.serviceWorker?.ready.then(({ active }) => active.postMessage("gather"));
      seen = fresh;
      isKept = true;
      const now = new Date();
      time.dateTime = now.toISOString();
      time.textContent = now.toLocaleString(document.documentElement.lang, { timeZone: "Asia/Jakarta", dateStyle: "medium", timeStyle: "short" });
      offline.hidden = true;
    } catch {
      offline.hidden = false;
    }
  }
  const stayAwake = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); };

  document.documentElement.classList.add("is-turning");
  buttons.hidden = false;
  show(0);
  run();
  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
  navigator.serviceWorker?.register(document.body.dataset.worker).catch(() => {});
  look();
  setInterval(look, CHECK);
  addEventListener("online", look);
})();
