// Sends the photos and files that this device keeps ("uploads" in store.js), in pieces, in the order they were chosen:
// from any page of the workspace, also after the browser was closed. The other half: stages/views/uploads.py.
//
// A record: id "user/key", key (UUID, under which the server takes it once), begin (address), page (address where it was
// chosen), code, kind, said {field: text}, parts [{blob, name, original (bytes before it was shrunk), source (SHA-256 of
// the original), thumb (data: address or "")}], offset (bytes the server has), at (ms), and
// draft (true: not released yet), errors ({field: sentence}: refused, for the person to mend), held (a sentence: why it
// is not sent; final: the server will not take it under this key).
(() => {
  const inovik = self.inovik;
  const home = document.querySelector("[data-uploads-home]");
  if (!home || !inovik || !inovik.store) return;
  const { store } = inovik;
  const { user } = home.dataset;
  const NO_KEY = "00000000-0000-4000-8000-000000000000"; // stands in the address of a piece
  const PATIENCE = 90_000; // ms without an answer; the last piece is answered when the file was judged
  const LONGEST_WAIT = 60_000; // ms
  const listeners = [];
  const channel = self.BroadcastChannel ? new BroadcastChannel("inovik-uploads") : null;

  const say = (name, values = {}) =>
    Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), home.dataset[name]);
  const sizeOf = ({ parts }) => parts.reduce((sum, { blob }) => sum + blob.size, 0);
  const isSendable = (record) => !record.draft && !record.held;
  const records = async () => (await store.all("uploads", user)).sort((a, b) => a.at - b.at);
  const hear = (message) => listeners.forEach((listen) => listen(message));
  const tell = (message) => { hear(message); if (channel) channel.postMessage(message); };
  if (channel) channel.onmessage = ({ data }) => hear(data);

  // Change a record that is still there; undefined when somebody removed it meanwhile.
  async function change(id, values) {
    const record = await store.update("uploads", id, (now) => now && { ...now, ...values });
    if (record) tell({ id });
    return record;
  }

  async function digest(bytes) {
    if (!self.crypto || !crypto.subtle) return ""; // a page without https
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // One page is its own original; several have the digest of their digests (innovations/files/scans.py).
  async function sourceOf({ kind, parts }) {
    const sources = parts.map(({ source }) => source);
    if (kind !== "scan" || sources.includes("")) return sources[0];
    return digest(new TextEncoder().encode(sources.join("")));
  }

  // {status, data}; status 0: nobody answered, or not our server in good health.
  async function ask(address, body, type) {
    for (const last of [false, true]) {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), PATIENCE);
      try {
        const token = (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || "";
        const headers = { "Content-Type": type, Accept: "application/json", "X-CSRFToken": token, "X-Inovik-User": user };
        const response = await fetch(address, { method: "POST", body, headers, signal: patience.signal });
        if (response.status === 403 && !last) continue; // the token changed with a sign-in elsewhere: read it again
        if (response.redirected) return { status: 401 };
        if (response.status === 404) return { status: 404, data: {} };
        const isOurs = (response.headers.get("Content-Type") || "").startsWith("application/json");
        return isOurs && response.status < 500 ? { status: response.status, data: await response.json() } : { status: 500 };
      } catch {
        return { status: 0 };
      } finally {
        clearTimeout(timer);
      }
    }
  }

  async function begin(record) {
    const { key, kind, said, parts } = record;
    return ask(record.begin, JSON.stringify({
      key, kind, said, name: parts[0].name, size: sizeOf(record), source_sha256: await sourceOf(record),
      pages: kind === "scan" ? parts.map(({ blob }) => blob.size) : [],
    }), "application/json");
  }

  // What an answer makes of the record when it is no request for the next piece.
  async function settle({ id }, status, data) {
    if (data.done) {
      await store.remove("uploads", id);
      return tell({ id, done: data.key });
    }
    const { file, ...errors } = data.errors || {};
    if (Object.keys(errors).length) return change(id, { draft: true, errors });
    const sentence = file || data.twin || data.closed || data.error || say(status === 404 ? "sayGone" : "sayRefused");
    return change(id, { held: sentence, final: Boolean(file || data.twin || data.error), isTwin: Boolean(data.twin) });
  }

  // Send one file. Gives the status of the last answer.
  async function send(record) {
    const whole = new Blob(record.parts.map(({ blob }) => blob));
    let isForgotten = false;
    let { status, data } = await begin(record);
    while (status === 200 && "offset" in data) {
      if (!(await change(record.id, { offset: data.offset }))) return 200;
      let piece;
      try { piece = await whole.slice(data.offset, data.offset + data.piece).arrayBuffer(); } catch {
        await change(record.id, { held: say("sayUnreadable"), final: true });
        return 200;
      }
      const address = `${home.dataset.piece.replace(NO_KEY, record.key)}?offset=${data.offset}`;
      ({ status, data } = await ask(address, piece, "application/octet-stream"));
      if (status === 404 && !isForgotten) { // after weeks the server lets the beginning go
        isForgotten = true;
        ({ status, data } = await begin(record));
      }
    }
    if ([200, 400, 404, 409, 413].includes(status)) await settle(record, status, data);
    return status;
  }

  // "done", "offline" (or the server is ill) or "sign_in".
  async function drain() {
    const ill = new Set();
    for (;;) {
      const next = (await records()).find((record) => isSendable(record) && !ill.has(record.id));
      if (!next) return ill.size ? "offline" : "done";
      tell({ id: next.id, state: "sending" });
      const status = await send(next);
      if (status === 0) return "offline";
      if (status === 401) return "sign_in";
      if (![200, 400, 404, 409, 413].includes(status)) ill.add(next.id); // try the others
    }
  }

  let running = null, again = false, failures = 0, timer;
  const alone = (work) => (navigator.locks ? navigator.locks.request("inovik-uploads", work) : work());

  // One at a time, also across windows; asked meanwhile, it goes round once more. Tries again after growing waits.
  function flush() {
    clearTimeout(timer);
    if (inovik.device && inovik.device.isClosed) return Promise.resolve("done"); // signing out
    again = true;
    running = running || alone(async () => {
      let outcome;
      do { again = false; outcome = await drain(); } while (again && outcome === "done");
      return outcome;
    }).then((outcome) => {
      failures = outcome === "offline" ? failures + 1 : 0;
      if (failures) timer = setTimeout(flush, Math.min(LONGEST_WAIT, 1000 * 2 ** failures));
      tell({ state: outcome });
      if (outcome === "sign_in" && inovik.device) inovik.device.signIn();
      return outcome;
    }).finally(() => { running = null; });
    return running;
  }

  inovik.uploads = { user, say, sizeOf, isSendable, records, change, digest, flush, tell, listen: (heard) => listeners.push(heard) };

  // One line about what other pages would show.
  const line = home.querySelector("[data-uploads-line]");
  let state = "sending";
  async function show(message = {}) {
    state = message.state || state;
    const isHere = ({ page }) => page === location.pathname && document.querySelector("[data-upload-kind]");
    const elsewhere = (await records()).filter((record) => !isHere(record));
    home.hidden = !elsewhere.length;
    if (home.hidden) return;
    const waiting = elsewhere.filter(isSendable), held = elsewhere.find((record) => record.held);
    const about = { sending: "saySendingAll", offline: "sayOfflineAll", sign_in: "saySignIn" }[state];
    const name = held ? "sayHeldAll" : waiting.length ? about || "saySendingAll" : "sayDraftAll";
    line.textContent = say(name, { n: held || !waiting.length ? elsewhere.length : waiting.length });
    home.querySelector("a").href = (held || waiting[0] || elsewhere[0]).page;
  }
  listeners.push(show);
  show();

  addEventListener("online", () => { failures = 0; flush(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") flush(); });
  flush();
})();
