// Sends what the device keeps ("texts" in store.js), one message at a time, oldest first. Runs in pages and in the
// service worker. The other half of the protocol: stages/autosave.py.
//
// An entry is one field: id "user/code/stage/part/row or -/column", value (as it stands in the page), base and mark (the
// text the server has, as far as this device knows), sent ({value, mark} on its way, or null), held (why it is not sent:
// {error} | {conflict} | {closed} | {gone}), fresh (of a row not yet stored), url, page, label, at, saved (server's time).
// A row's removal and the order of rows are entries too, with the columns "!remove" and "!order". What is sent stays until
// the page itself comes newer from the server: a page opened without network is an older copy.
//
// A lost answer never makes a person's own text look like a colleague's: `sent` is on disk before it leaves, and exactly
// that is sent again before anything newer.
(() => {
  const inovik = self.inovik;
  const { store } = inovik;
  const LONG = 800; // characters; from here on only the change travels
  const PATIENCE = 30_000; // ms without an answer
  const listeners = [];
  const channel = self.BroadcastChannel ? new BroadcastChannel("inovik") : null;
  if (channel) channel.onmessage = ({ data }) => listeners.forEach((hear) => hear(data));

  const plain = (text) => text.replace(/\r\n?/g, "\n").trim();
  const isMove = ({ column }) => column.startsWith("!");
  const isWaiting = (entry) =>
    isMove(entry) ? !entry.saved : Boolean(entry.sent || entry.held || plain(entry.value) !== entry.base);
  const isSendable = (entry) => isWaiting(entry) && !entry.held;
  const isRefused = ({ held }) => Boolean(held && "error" in held);
  const groupOf = (entry) => (isMove(entry) ? entry.id : entry.id.slice(0, entry.id.lastIndexOf("/")));

  // What pages hear: {entry} (changed), {forgotten: id}, {state: "sending" | "saved" | ..., at}.
  function tell(message) {
    listeners.forEach((hear) => hear(message));
    if (channel) channel.postMessage(message);
  }

  async function change(id, how) {
    const entry = await store.update("texts", id, how);
    tell(entry ? { entry } : { forgotten: id });
    return entry;
  }

  // The change from `base` to `text` as [start, end, inserted], counted in code points as the server does.
  function splice(base, text) {
    const old = Array.from(base), now = Array.from(text);
    let start = 0, tail = 0;
    while (start < old.length && start < now.length && old[start] === now[start]) start++;
    while (tail < old.length - start && tail < now.length - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
    return { of: old.length, splice: [start, old.length - tail, now.slice(start, now.length - tail).join("")] };
  }

  function wire({ base, sent: { value, mark, whole } }) {
    const text = plain(value);
    return text.length > LONG && base.length > LONG && !whole ? { mark, ...splice(base, text) } : { mark, value };
  }

  // The message for entries of one row or part, each with `sent`.
  function message(entries) {
    const [{ stage, part, row, column, value, fresh }] = entries;
    if (column === "!order") return { stage, part, order: value };
    if (column === "!remove") return { stage, part, row, remove: true };
    const values = Object.fromEntries(entries.map((entry) => [entry.column, wire(entry)]));
    return { stage, part, ...(row === "-" ? {} : { row }), ...(fresh ? { new: true } : {}), values };
  }

  const cookie = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || "";

  async function token() {
    if (self.document) return cookie();
    return ((self.cookieStore && (await cookieStore.get("csrftoken"))) || {}).value || "";
  }

  const packet = (user, entries, csrf, keepalive) => ({
    method: "POST",
    body: JSON.stringify(message(entries)),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf, "X-Inovik-User": user },
    keepalive,
  });

  // The answer {status, data}; status 0: nobody answered, or not our server in good health.
  async function ask(user, entries) {
    for (const last of [false, true]) {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), PATIENCE);
      try {
        const asked = packet(user, entries, await token(), false);
        const response = await fetch(entries[0].url, { ...asked, signal: patience.signal });
        if (response.status === 403 && !last) continue; // the token changed with a sign-in elsewhere: read it again
        if (response.status === 403 || response.redirected) return { status: 401 };
        if (response.status === 404) return { status: 404, data: {} };
        const isOurs = (response.headers.get("Content-Type") || "").startsWith("application/json");
        return isOurs && response.status < 500 ? { status: response.status, data: await response.json() } : { status: 0, lives: true };
      } catch {
        return { status: 0 };
      } finally {
        clearTimeout(timer);
      }
    }
  }

  // What an answer of 200 makes of an entry that was sent.
  function settled(entry, sent, data) {
    const { column } = entry;
    const rest = { ...entry, sent: null };
    if (column in data.marks) {
      const stored = column in data.values ? data.values[column] : sent.value;
      // Shown as the server wrote it (1500 -> 1.500), unless something newer stands there.
      const value = entry.value === sent.value ? stored : entry.value;
      return { ...rest, value, base: plain(stored), mark: data.marks[column], fresh: false, held: null, saved: data.at };
    }
    if (column in data.conflicts) return { ...rest, held: { conflict: { ...data.conflicts[column], mine: entry.value, at: data.at } } };
    if (data.whole.includes(column) && !sent.whole) return { ...entry, sent: { ...sent, whole: true } };
    if (data.gone) return { ...rest, held: { gone: data.gone } };
    // Also when nothing is said of it: a new row is stored only when all that it must have is there.
    return { ...rest, held: entry.value === sent.value ? { error: data.errors[column] || "" } : null };
  }

  async function take(entries, { status, data }) {
    const sentence = data.closed || data.error || "";
    for (const { id, value, sent } of entries) {
      await change(id, (entry) => {
        if (!entry) return null;
        if (status !== 200) return isMove(entry) ? null : { ...entry, sent: null, held: { closed: sentence } };
        if (!isMove(entry)) return settled(entry, sent, data);
        return { ...entry, sent: null, saved: `${entry.value}` === `${value}` ? data.at : 0 };
      });
    }
    if (status !== 200) return;
    tell({ answer: data, group: groupOf(entries[0]) });
    if (data.saved) tell({ state: "saved", at: data.saved });
  }

  // Send one group. Gives the status of the answer.
  async function post(user, entries) {
    const ready = [];
    for (const { id } of entries) {
      const entry = await change(id, (now) =>
        now && { ...now, sent: now.sent || { value: now.value, mark: now.mark }, held: isRefused(now) ? null : now.held });
      if (entry && !entry.held) ready.push(entry);
    }
    if (!ready.length) return 200;
    const answer = await ask(user, ready);
    if ([200, 400, 404, 409, 413].includes(answer.status)) await take(ready, answer);
    return answer.lives ? 500 : answer.status;
  }

  // Send everything of `user`. "done", "offline", "ill" (the server answers, but not well) or "sign_in".
  async function drain(user) {
    const skipped = new Set();
    for (;;) {
      const groups = new Map();
      for (const entry of await store.all("texts", user)) {
        // A refused field goes along when something else of its row changes: they may be judged together.
        if (!isSendable(entry) && !isRefused(entry)) continue;
        const name = groupOf(entry);
        if (!skipped.has(name)) groups.set(name, [...(groups.get(name) || []), entry]);
      }
      const next = [...groups.values()]
        .filter((entries) => entries.some(isSendable))
        .sort(([a], [b]) => isMove(a) - isMove(b) || a.at - b.at)[0];
      if (!next) return skipped.size ? "ill" : "done";
      tell({ state: "sending" });
      const status = await post(user, next);
      if (status === 0) return "offline";
      if (status === 401) return "sign_in";
      if (![200, 400, 404, 409, 413].includes(status)) skipped.add(groupOf(next[0])); // ill for this one: try the others
    }
  }

  let running = null, again = false;
  const alone = (work) => (navigator.locks ? navigator.locks.request("inovik-send", work) : work());

  inovik.send = {
    plain,
    isWaiting,
    change,
    tell,
    token,
    listen: (hear) => listeners.push(hear),
    // One flush at a time, also across windows; asked meanwhile, it goes round once more.
    flush(user) {
      again = true;
      running = running || alone(async () => {
        let outcome;
        do { again = false; outcome = await drain(user); } while (again && outcome === "done");
        tell({ state: outcome });
        return outcome;
      }).finally(() => { running = null; });
      return running;
    },
    // The last words of a page that goes away: sent without waiting for an answer. Gives the entries as they are then.
    farewell(user, entries) {
      const sent = entries.map((entry) => ({ ...entry, sent: { value: entry.value, mark: entry.mark } }));
      try { fetch(entries[0].url, packet(user, sent, cookie(), true)).catch(() => {}); } catch { /* too long for it */ }
      return sent;
    },
  };
})();
