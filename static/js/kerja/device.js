// What every page of a unit's person does beside its own work: sends what still waits on this device, says so, asks to
// sign in where the session has ended, keeps pages for working without network, and clears all of it at sign-out.
(() => {
  const inovik = window.inovik;
  const place = document.getElementById("perangkat");
  if (!place) return;
  const { store, send } = inovik;
  const { user } = place.dataset;
  const find = (what, within = place) => within.querySelector(what);
  const bar = find("[data-bar]");
  const FIRST_WAIT = 2_000, LONGEST_WAIT = 60_000; // ms between tries
  let wait = FIRST_WAIT, timer, outcome = "", asked = false, closed = false;

  const say = (name, values = {}) =>
    Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), place.dataset[name] || "");
  const template = (name) => document.importNode(find(`[data-${name}]`).content, true).firstElementChild;

  const { lang, dataset: { copy } } = document.documentElement; // copy: when the service worker kept this page (ms)
  const moment = (at) =>
    new Date(at).toLocaleString(lang, { timeZone: "Asia/Jakarta", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

  // Sending.

  const arrived = store.arrive(user);

  async function flush() {
    if (closed) return outcome;
    await arrived;
    clearTimeout(timer);
    outcome = await send.flush(user);
    if (outcome === "offline" || outcome === "ill") {
      timer = setTimeout(flush, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      ready().then((worker) => worker && worker.sync && worker.sync.register("send")).catch(() => {});
    } else {
      wait = FIRST_WAIT;
    }
    if (outcome === "sign_in" && !asked) signIn();
    await report();
    return outcome;
  }

  const sendAll = () => Promise.all([flush(), inovik.uploads && inovik.uploads.flush()]);

  addEventListener("online", () => { wait = FIRST_WAIT; flush(); });
  addEventListener("offline", () => report());

  // The bar.

  async function report() {
    const texts = (await store.all("texts")).filter(send.isWaiting);
    const own = texts.filter((entry) => entry.id.startsWith(`${user}/`));
    const files = (await store.all("uploads", user)).length; // uploads.js shows them
    const stuck = own.filter(({ held }) => held && (held.closed || held.gone));
    const held = own.filter((entry) => entry.held && !stuck.includes(entry) && ("conflict" in entry.held || "error" in entry.held));
    const queued = own.filter((entry) => !entry.held).length;
    const why = { sign_in: "sessionWaiting" }[outcome] || "waiting";
    const isWaiting = ["offline", "ill", "sign_in"].includes(outcome) || !navigator.onLine;
    const lines = [
      !navigator.onLine && copy ? say("copy", { hour: `${moment(Number(copy))} WIB` }) : "",
      isWaiting && queued ? say(why, { n: queued }) : "",
      texts.length > own.length ? say("others", { n: texts.length - own.length }) : "",
    ].filter(Boolean);
    const text = lines.join(" ");
    const words = find("[data-text]", bar);
    if (words.textContent !== text) words.textContent = text;
    const there = held.find(({ page }) => page !== location.pathname);
    const link = find("a", bar);
    link.hidden = !there;
    if (there) { link.href = there.page; link.textContent = say("held", { n: held.length, what: there.label }); }
    find("[data-stuck-open]", bar).hidden = !stuck.length;
    find("[data-sign-in]", bar).hidden = outcome !== "sign_in";
    bar.hidden = !text && !there && !stuck.length && outcome !== "sign_in";
    return { own, stuck, files, foreign: texts.length - own.length };
  }

  find("[data-sign-in]", bar).addEventListener("click", signIn);
  // Photos and files may be what finds the session ended.
  addEventListener("load", () => {
    if (inovik.uploads) inovik.uploads.listen(({ state }) => { if (state === "sign_in" && !asked) signIn(); });
  });

  // What can no longer be saved is shown, to be copied elsewhere.
  find("[data-stuck-open]", bar).addEventListener("click", async () => {
    const dialog = find("[data-stuck]");
    const list = find("ul", dialog);
    list.replaceChildren();
    for (const entry of (await report()).stuck) {
      const item = template("kept");
      find("b", item).textContent = `${entry.code} · ${entry.label}`;
      find("[data-why]", item).textContent = entry.held.closed || entry.held.gone || say("lost");
      const text = find("textarea", item);
      text.value = entry.value;
      text.setAttribute("aria-label", entry.label);
      find("button", item).addEventListener("click", async () => {
        await send.change(entry.id, () => null);
        item.remove();
        if (!list.children.length) dialog.close();
        report();
      });
      list.append(item);
    }
    dialog.showModal();
  });

  // Signing in, in place.

  async function post(address, fields) {
    const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: await send.token() });
    return fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  }

  function signIn() {
    const dialog = find("[data-session]");
    asked = true;
    if (!dialog.open) dialog.showModal();
  }

  find("[data-session] form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const dialog = form.closest("dialog");
    const told = find("[data-error]", form);
    const password = find("[name=password]", form);
    const button = find("button:not([type=button])", form);
    told.textContent = "";
    button.setAttribute("aria-disabled", "true");
    try {
      if (!(await send.token())) await fetch(form.action); // gives the token
      const fields = { username: find("[name=username]", form).value, password: password.value };
      let response = await post(form.action, fields);
      if (response.status === 403) response = await post(form.action, fields);
      if (response.status === 204) {
        password.value = "";
        asked = false;
        dialog.close();
        // The forms of this page carry the token of the session that ended.
        const token = await send.token();
        document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
        await sendAll();
        return;
      }
      told.textContent = (await response.json()).error;
      password.select();
    } catch {
      told.textContent = say("offline");
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });

  // Signing out: nothing of this person stays on the device.

  async function leave(form, foreign) {
    closed = true;
    await store.wipe(user);
    for (const name of self.caches ? await caches.keys() : []) if (name.startsWith("inovik-pages-")) await caches.delete(name);
    // The server has the browser clear everything, unless somebody else's unsent texts lie here.
    if (foreign) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "keep", value: "1" }));
    form.submit();
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (new URL(form.action, location.href).pathname !== new URL(place.dataset.signout, location.href).pathname) return;
    event.preventDefault();
    if (inovik.autosave) await inovik.autosave.keep();
    const dialog = find("[data-leaving]");
    const button = find("[data-send]", dialog);
    // Words in forms that a button posts (jots.js) can only be sent there.
    async function ask(sentence) {
      const { own, files, foreign } = await report();
      const jots = Object.values(store.jots(user)).flatMap(({ fields }) => Object.keys(fields)).length;
      const sendable = own.length + files;
      if (!sendable && !jots) return leave(form, foreign);
      button.hidden = !sendable;
      find("[data-text]", dialog).textContent = say(sendable ? sentence : "leaving", { n: sendable + jots });
      find("[data-leave]", dialog).onclick = () => leave(form, foreign);
      if (!dialog.open) dialog.showModal();
    }
    button.onclick = () => sendAll().then(() => ask("stillLeaving"));
    ask("leaving");
  });

  place.addEventListener("click", ({ target }) => {
    if ("close" in target.dataset) target.closest("dialog").close();
  });

  // Pages for working without network.

  const worker = place.dataset.worker;
  const scope = worker && new URL(".", new URL(worker, location.href)).pathname;
  const isInside = scope && location.pathname.startsWith(scope) && "serviceWorker" in navigator;
  const ready = async () => (isInside ? navigator.serviceWorker.ready : null);

  // This page with what it is made of, and the other pages of its record, fetched while nobody waits.
  async function keepPages() {
    const { active } = await ready();
    const record = (location.pathname.match(/^.*\/inovasi\/INV-[\d-]+\//) || [])[0];
    const links = [...document.querySelectorAll("main a[href]")].map(({ href }) => new URL(href));
    const steps = links.filter(({ origin, pathname, search }) =>
      origin === location.origin && !search && record && pathname.startsWith(`${record}lembar/`)).map(({ pathname }) => pathname);
    const around = steps.length ? [scope, record, `${record}lembar/`, `${record}foto/`, `${record}bukti/`, `${record}pratinjau/`] : [];
    const saves = navigator.connection && navigator.connection.saveData;
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img[src]")].map(({ href, src }) => href || src);
    active.postMessage({
      user,
      here: location.pathname + location.search,
      pages: saves ? [] : [...new Set([...steps, ...around])],
      parts: parts.filter((address) => address.startsWith(`${location.origin}/static/`)),
    });
  }

  if (isInside) {
    addEventListener("load", () => {
      navigator.serviceWorker.register(worker).catch(() => {});
      const idle = window.requestIdleCallback || setTimeout;
      if (!copy) idle(() => keepPages().catch(() => {}));
    });
  }

  inovik.device = { user, say, template, flush, report, signIn, ready: arrived, get isClosed() { return closed; } };
  if (!document.querySelector("form[data-autosave]")) flush();
})();
