// Stores the review of a case while it is written: three seconds after the last key, when a button is pressed, and when
// the page is left. What the server has not taken yet stays on this device (store.js), under the case and its version:
// words for a case that has moved on since are shown to be copied, never laid over the next round's review.
(() => {
  const desk = document.getElementById("desk");
  if (!desk) return;
  const { store } = window.inovik;
  const { user, address, version } = desk.dataset;
  const AFTER_A_KEY = 3_000, AFTER_A_CLICK = 800, FIRST_WAIT = 5_000, LONGEST_WAIT = 60_000; // ms
  const DAYS_KEPT = 30;
  const say = (name, values = {}) =>
    Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), desk.dataset[name] || "");
  const make = (tag, text = "", className = "") => Object.assign(document.createElement(tag), { textContent: text, className });
  const form = document.getElementById("review-form");
  const shelf = `${address}#${version}`;
  const kept = (how = () => {}) => store.jots(user, how);

  // Words that found no place any more.
  function showLeft(texts, forget) {
    if (!texts.length) return;
    const box = make("div", "", "notice notice-warning");
    const drop = make("button", say("drop"), "btn btn-sm");
    drop.type = "button";
    drop.addEventListener("click", () => { kept(forget); box.remove(); });
    box.append(make("p", say("left")), ...texts.map((text) => make("blockquote", text, "note-text")), drop);
    desk.before(box);
  }
  const oldest = Date.now() - DAYS_KEPT * 86_400_000;
  const all = kept((each) => { for (const [name, { at }] of Object.entries(each)) if (at < oldest) delete each[name]; });
  const gone = Object.keys(all).filter((name) => name.startsWith(`${address}#`) && name !== shelf);
  const isText = (name) => /-(reply|internal_note|parts-.+)$/.test(name);
  const texts = (name) => Object.entries(all[name].fields).filter(([key, { value }]) => isText(key) && value).map(([, { value }]) => value);
  showLeft(gone.flatMap(texts), (each) => gone.forEach((name) => delete each[name]));

  const logout = document.getElementById("logout-form");
  if (logout) {
    logout.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form && isDirty()) await save();
      if (form && isDirty() && !confirm(say("leaving"))) return;
      isLeaving = true;
      kept((each) => { for (const name of Object.keys(each)) delete each[name]; });
      logout.submit();
    });
  }
  let isLeaving = false; // from here on nothing is sent or kept
  if (!form) return;

  // Left while a save was under way, this page may have been made before the server took it, and the answer has let go
  // of what was kept here: then the server has more than this page shows, and is asked once more.
  const tab = form.elements["review-tab"], seen = form.elements["review-seen"], newest = `inovik/saved/${shelf}`;
  try {
    const saved = sessionStorage.getItem(newest) || "";
    sessionStorage.removeItem(newest); // so that it is once
    if (saved > seen.value) return location.reload();
  } catch { /* no memory: as without this */ }

  // The controls of the review, by name; a box to tick by name and value.
  const controls = new Map();
  for (const control of form.elements) {
    if (!control.name || !control.name.startsWith("review-") || control.type === "hidden") continue;
    const key = control.type === "checkbox" ? `${control.name}=${control.value}` : control.name;
    controls.set(key, [...(controls.get(key) || []), control]);
  }
  const isTick = ({ type }) => type === "radio" || type === "checkbox";
  const value = (key, of = "checked", text = "value") => {
    const [first] = controls.get(key);
    return isTick(first) ? (controls.get(key).find((one) => one[of]) || { value: "" }).value : first[text];
  };
  const original = (key) => value(key, "defaultChecked", "defaultValue");
  const put = (key, text) => controls.get(key).forEach((one) => { if (isTick(one)) one.checked = one.value === text; else one.value = text; });
  const stored = new Map([...controls.keys()].map((key) => [key, original(key)])); // what the server has
  const changes = () => [...controls.keys()].filter((key) => value(key) !== stored.get(key));
  const isDirty = () => changes().length > 0;
  const remember = () => kept((each) => {
    each[shelf] = { at: Date.now(), fields: Object.fromEntries(changes().map((key) => [key, { base: stored.get(key), value: value(key) }])) };
  });

  // One tab may send again what it sent before; another one is a second writer.
  try {
    tab.value = sessionStorage.getItem("inovik/tab") || store.uuid();
    sessionStorage.setItem("inovik/tab", tab.value);
  } catch { tab.value = store.uuid(); }

  const state = form.querySelector("[data-save-state]");
  const elsewhere = form.querySelector("[data-elsewhere]");
  let isHeld = Boolean(form.querySelector("[data-overtaken]")); // the page shows two texts: a person decides first
  let isClosed = false, isPassed = false, timer, wait = FIRST_WAIT, running = Promise.resolve();

  function schedule(after) {
    clearTimeout(timer);
    timer = setTimeout(save, after);
  }

  async function send(leaving) {
    const sent = new Map([...controls.keys()].map((key) => [key, value(key)]));
    const headers = { Accept: "application/json", "X-Inovik-User": user };
    let response, answer;
    state.textContent = say("saving");
    try {
      response = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)), headers, keepalive: leaving, redirect: "manual" });
      answer = response.status < 500 && (response.headers.get("Content-Type") || "").startsWith("application/json") ? await response.json() : null;
    } catch {
      return "offline";
    }
    if (!answer) return response.status >= 500 ? "ill" : "sign_in";
    if (answer.sign_in) return "sign_in";
    if (response.ok) {
      const failed = Object.keys(answer.errors);
      const isFailed = (key) => failed.some((name) => key === name || key.startsWith(`${name}-`) || key.startsWith(`${name}=`));
      for (const [key, text] of sent) if (!isFailed(key)) stored.set(key, text);
      seen.value = answer.seen;
      try { sessionStorage.setItem(newest, answer.seen); } catch { /* see above */ }
      remember();
      const errors = Object.values(answer.errors).flat();
      state.textContent = errors.length ? `${say("mend")}: ${errors.join(" ")}` : isDirty() ? "" : say("saved", { hour: answer.saved });
      return "saved";
    }
    if (answer.overtaken) showElsewhere(answer);
    if (answer.closed) isClosed = true;
    state.textContent = `${say("refused")}. ${answer.closed || answer.error || ""}`;
    return answer.overtaken ? "held" : "refused";
  }

  // Gives "saved", or why not: offline, ill, sign_in, held (two texts), refused.
  function save(leaving = false) {
    running = running.then(async () => {
      if (isLeaving || isHeld || isClosed || !isDirty()) return isHeld ? "held" : "saved";
      const outcome = await send(leaving === true);
      if (["offline", "ill", "sign_in"].includes(outcome)) state.textContent = say(outcome);
      if (outcome === "offline" || outcome === "ill") {
        schedule(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      } else {
        wait = FIRST_WAIT;
      }
      return outcome;
    });
    return running;
  }

  function showElsewhere({ overtaken, seen: stamp, stored: found }) {
    isHeld = true;
    const list = make("dl", "", "facts");
    for (const [label, words] of found) list.append(make("dt", label), make("dd", words || "-", "note-text"));
    const mine = make("button", say("mine"), "btn btn-sm"), theirs = make("button", say("theirs"), "btn btn-sm");
    mine.type = theirs.type = "button";
    mine.addEventListener("click", () => { elsewhere.hidden = true; isHeld = false; seen.value = stamp; save(); });
    theirs.addEventListener("click", () => {
      isLeaving = true;
      kept((each) => { delete each[shelf]; });
      form.reset();
      location.assign(desk.dataset.page);
    });
    const choice = make("p", "", "cluster");
    choice.append(mine, theirs);
    elsewhere.replaceChildren(make("p", overtaken), list, choice);
    elsewhere.hidden = false;
    elsewhere.scrollIntoView({ block: "nearest" });
  }

  // What this device still has from before.
  const before = (all[shelf] || { fields: {} }).fields;
  const homeless = [];
  let isRestored = false;
  for (const [key, { base, value: text }] of Object.entries(before)) {
    if (!controls.has(key) || text === original(key)) continue;
    if (original(key) === base) { put(key, text); isRestored = true; } else if (isText(key) && text) homeless.push(text);
  }
  showLeft(homeless, () => {});
  if (isRestored) {
    state.textContent = say("restored");
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  remember();
  if (isDirty()) schedule(AFTER_A_CLICK);

  form.addEventListener("input", ({ target }) => {
    if (target !== form && !(target.name || "").startsWith("review-")) return;
    remember();
    if (isClosed || isHeld) return;
    if (isDirty()) state.textContent = "";
    schedule(target.matches("textarea") ? AFTER_A_KEY : AFTER_A_CLICK);
  });

  // A button first stores what is new: without network the page stays, and so does every word.
  form.addEventListener("submit", async (event) => {
    if (isPassed || !isDirty() || isClosed || form.querySelector("[data-overtaken]") || !form.requestSubmit) { isPassed = true; return; }
    event.preventDefault();
    const outcome = await save();
    if (outcome !== "saved" && outcome !== "refused") return state.scrollIntoView({ block: "center" });
    isPassed = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) isPassed = false; });

  const leave = () => { if (!isPassed) save(true); };
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  addEventListener("online", () => save());
})();
