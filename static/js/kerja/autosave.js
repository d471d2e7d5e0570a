// One step of a sheet: keeps on the device what is typed, has it sent, and shows what became of it. Rows are added,
// removed and moved in place. Sentences come translated from the page (templates/workspace/_device.html).
(() => {
  const form = document.querySelector("form[data-autosave]");
  const inovik = window.inovik;
  if (!form || !inovik.device) return;
  const { store, send, device } = inovik;
  const { say } = device;
  const { autosave: url, user, code, stage, part, at } = form.dataset;
  const PREFIX = [user, code, stage, part, ""].join("/");
  const SOON = 2_500, LATEST = 10_000; // ms: after the last key, after the first
  const BLANK = "template[data-blank]";

  // Fields: a wrapper with data-column holds one control, or the radios of one.

  const fields = (within = form) => [...within.querySelectorAll("[data-column]")];
  const controls = (field) => [...field.querySelectorAll("input, select, textarea")].filter(({ type }) => type !== "hidden");
  const rowOf = (field) => field.closest("[data-row]");
  const idOf = (field) => `${PREFIX}${rowOf(field) ? rowOf(field).dataset.row : "-"}/${field.dataset.column}`;
  const rows = () => [...form.querySelectorAll("[data-row]")];
  const row = (key) => rows().find(({ dataset }) => dataset.row === key);
  const field = ({ row: key, column }) => fields(key === "-" ? form : row(key) || document.createElement("i"))
    .find((one) => one.dataset.column === column && (key !== "-" || !rowOf(one)));

  function read(one, initially = false) {
    const all = controls(one), [first] = all;
    const on = (box) => (initially ? box.defaultChecked : box.checked);
    if (!first) return "";
    if (first.type === "radio") return (all.find(on) || { value: "" }).value;
    if (first.type === "checkbox") return on(first) ? first.value : "";
    if (!initially) return first.value;
    if (first.options) return ([...first.options].find(({ defaultSelected }) => defaultSelected) || first.options[0] || first).value;
    return first.defaultValue;
  }

  function write(one, value) {
    const all = controls(one), [first] = all;
    if (first.type === "radio") all.forEach((box) => { box.checked = box.value === value; });
    else if (first.type === "checkbox") first.checked = !["", "False"].includes(value);
    else if (first.value !== value) first.value = value;
    first.dispatchEvent(new Event("input")); // for who counts words; it doesn't bubble to here
  }

  const labelOf = (one) => {
    const legend = rowOf(one) && rowOf(one).querySelector("legend");
    const label = one.querySelector("label, legend");
    return [legend, label].filter(Boolean).map(({ textContent }) => textContent.replace("*", "").trim().replace(/\s+/g, " ")).join(", ");
  };
  const words = (one, value) => {
    const [first] = controls(one);
    const option = first.options && [...first.options].find((each) => each.value === value);
    return option ? option.textContent : value;
  };

  // What the server has of each field, as far as this page knows, and the field's entry.
  const known = new WeakMap();
  const entries = new Map();
  const shown = (one) => {
    if (!known.has(one)) known.set(one, { base: send.plain(read(one, true)), mark: one.dataset.mark });
    return known.get(one);
  };

  function entryFor(one, value, entry) {
    const place = rowOf(one);
    const start = entry && send.isWaiting(entry) ? entry : {
      id: idOf(one), user, code, stage, part, url, row: place ? place.dataset.row : "-", column: one.dataset.column,
      fresh: Boolean(place && "new" in place.dataset), sent: null, held: null, ...shown(one),
    };
    const held = start.held && "conflict" in start.held ? start.held : null;
    return { ...start, value, held, at: Date.now(), page: location.pathname, label: labelOf(one) };
  }

  // Typing: to the device at once, to the server a little later.

  const dirty = new Set();
  let keeping, sending, first;

  const isUntouched = (one, value, entry) => !entry && send.plain(value) === shown(one).base;

  // At hand for a page that goes away before the device has answered.
  function remember(one) {
    const id = idOf(one), value = read(one), entry = entries.get(id);
    if (!isUntouched(one, value, entry)) entries.set(id, entryFor(one, value, entry));
    return value;
  }

  // Once more when something was typed meanwhile.
  function keep() {
    keeping = keeping || (async () => {
      while (dirty.size && !device.isClosed) {
        const now = [...dirty];
        dirty.clear();
        await Promise.all(now.map((one) => {
          const value = remember(one);
          return send.change(idOf(one), (entry) => (isUntouched(one, value, entry) ? null : entryFor(one, value, entry)));
        }));
      }
    })().finally(() => { keeping = null; });
    return keeping;
  }

  async function save() {
    clearTimeout(sending);
    first = undefined;
    await keep();
    return device.flush();
  }

  function typed(one) {
    dirty.add(one);
    status();
    keep();
    clearTimeout(sending);
    first = first || Date.now();
    sending = setTimeout(save, Math.max(0, Math.min(SOON, first + LATEST - Date.now())));
  }

  const touched = ({ target }) => target.closest && target.closest("[data-column]");
  form.addEventListener("input", (event) => { const one = touched(event); if (one) typed(one); });
  form.addEventListener("change", (event) => { const one = touched(event); if (one) { dirty.add(one); save(); } });
  form.addEventListener("focusout", () => setTimeout(() => fields().forEach(settle)));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("pagehide", () => {
    if (device.isClosed) return;
    dirty.forEach(remember);
    const left = [...entries.values()].filter((entry) => !entry.column.startsWith("!") && send.isWaiting(entry));
    const groups = new Map();
    for (const entry of left) if (!entry.sent && !entry.held) groups.set(entry.row, [...(groups.get(entry.row) || []), entry]);
    const sent = [...groups.values()].flatMap((group) => send.farewell(user, group));
    store.leave(user, [...left.filter((entry) => entry.sent || entry.held), ...sent]);
  });

  // What became of it.

  function refuse(one, sentence) {
    const id = `${controls(one)[0].id}_kept`;
    const old = document.getElementById(id);
    if (old) old.remove();
    one.toggleAttribute("data-refused", Boolean(sentence));
    for (const control of controls(one)) {
      const told = (control.getAttribute("aria-describedby") || "").split(" ").filter((word) => word && word !== id);
      control.classList.toggle("is-invalid", Boolean(sentence));
      if (sentence) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
      if (sentence || told.length) control.setAttribute("aria-describedby", [...told, ...(sentence ? [id] : [])].join(" "));
      else control.removeAttribute("aria-describedby");
    }
    if (!sentence) return;
    const told = document.createElement("p");
    told.className = "field-error";
    told.id = id;
    told.textContent = sentence;
    one.append(told);
  }

  function panel(place, kind, make) {
    const old = place.querySelector(`:scope > [data-panel="${kind}"]`);
    if (!make) return old && old.remove();
    if (old) return;
    const made = device.template(kind);
    made.dataset.panel = kind;
    make(made);
    place.prepend(made);
  }

  function conflict(one, entry) {
    const both = entry.held && entry.held.conflict;
    panel(one, "conflict", both && ((made) => {
      made.querySelector("[data-mine]").textContent = words(one, both.mine) || "–";
      made.querySelector("[data-theirs]").textContent = both.theirs || "–";
      made.addEventListener("click", async ({ target }) => {
        const { take } = target.dataset;
        if (!take) return;
        await keep();
        await send.change(entry.id, (now) => {
          const value = { mine: both.mine, theirs: both.value, field: now.value }[take];
          return { ...now, value, base: send.plain(both.value), mark: both.mark, held: null, saved: both.at };
        });
        write(one, entries.get(entry.id).value);
        controls(one)[0].focus();
        save();
      });
    }));
    one.toggleAttribute("data-conflict", Boolean(both));
  }

  // Errors wait until the person has left the field, or the row that must have several.
  function settle(one) {
    const { error = "", entry } = shown(one);
    const busy = (rowOf(one) || one).contains(document.activeElement);
    if (!busy || !error) refuse(one, error);
    if (entry && !dirty.has(one) && !one.contains(document.activeElement) && read(one) !== entry.value) write(one, entry.value);
  }

  function show(entry) {
    entries.set(entry.id, entry);
    const one = field(entry);
    if (!one) return;
    const { held } = entry;
    const sentence = held ? held.error || held.closed || "" : "";
    known.set(one, { base: entry.base, mark: entry.mark, entry, error: sentence });
    one.dataset.mark = entry.mark;
    if (!entry.sent && !send.isWaiting(entry)) restored(one, false);
    const place = rowOf(one);
    if (place && !entry.fresh && "new" in place.dataset) stored(place);
    const lost = place && [...entries.values()].find((each) => each.row === entry.row && each.held && each.held.gone);
    if (place) panel(place, "gone", lost && ((made) => {
      made.querySelector("[data-sentence]").textContent = lost.held.gone;
      made.querySelector("[data-again]").addEventListener("click", () => revive(place));
      made.querySelector("[data-drop]").addEventListener("click", () => forget(place).then(() => place.remove()));
    }));
    conflict(one, entry);
    settle(one);
  }

  function restored(one, is) {
    const old = one.querySelector(".restored");
    if (old && !is) old.remove();
    if (old || !is) return;
    const told = document.createElement("p");
    told.className = "hint restored";
    told.textContent = say("restored");
    one.append(told);
  }

  // Errors may also name a field in which nothing was typed: a new row must have it.
  function answered(answer, group) {
    const place = row(group.slice(PREFIX.length));
    fields(place || form).forEach((one) => {
      if ((rowOf(one) || null) !== (place || null) || entries.has(idOf(one))) return;
      shown(one).error = answer.errors[one.dataset.column] || "";
      settle(one);
    });
  }

  const line = form.querySelector("[data-save-state]");
  let state = "", hour = "", delay;

  // "Tersimpan" is said only while nothing of this page is newer than what the server has.
  function status() {
    const n = fields().filter((one) => "refused" in one.dataset || "conflict" in one.dataset).length;
    const isNewer = dirty.size || [...entries.values()].some((entry) => send.isWaiting(entry) && !entry.held);
    const saved = hour ? say("saved", { hour }) : "";
    const text = n ? say("mend", { n }) : !["saved", "done"].includes(state) ? say(state) : isNewer ? "" : saved;
    const tell = (words) => { if (line && line.textContent !== words) line.textContent = words; };
    clearTimeout(delay);
    if (state !== "sending" || n) return tell(text);
    if (line && line.textContent === saved) tell("");
    delay = setTimeout(tell, 800, text); // a fast answer would only make it flicker
  }

  send.listen((heard) => {
    const isHere = heard.entry && heard.entry.id.startsWith(PREFIX);
    if (isHere) show(heard.entry);
    if (heard.forgotten) entries.delete(heard.forgotten);
    if (heard.answer && heard.group.startsWith(PREFIX)) answered(heard.answer, heard.group);
    if (heard.state) { state = heard.state; hour = heard.at || hour; }
    if (isHere || heard.state || heard.answer) status();
  });

  // What the server says about the whole of what is saved: the steps that still lack something, advice on the writing.
  async function refresh() {
    const response = await fetch(location.href, { headers: { Accept: "text/html", "X-Inovik-Copy": "1" } });
    if (!response.ok || response.redirected) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const what of [".steps-nav", ".advice-note"]) {
      const old = document.querySelector(what), now = fresh.querySelector(what);
      if (old && now) { now.open = old.open; old.replaceWith(now); }
      else if (old) old.remove();
      else if (now) form.querySelector(".actionbar").before(now);
    }
  }

  // The answer to a reviewer's point is no field of the sheet: it is posted, with what is saved already.
  const answer = form.querySelector(".point-answer textarea");
  const answers = (button) => answer && (answer.value !== answer.defaultValue || Boolean(button && button.closest(".point-answer")));

  function post(button) {
    if (!navigator.onLine) return answer.focus(); // the line below says why
    if (button && button.name) {
      const { name, value } = button;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    if (inovik.jots) inovik.jots.isSent(form); // nobody hears of submit()
    form.submit();
  }

  // Leaving by a button: nothing else is posted, all is saved already or waits on the device.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const goes = event.submitter && event.submitter.name === "next";
    fields().forEach((one) => { if (send.plain(read(one)) !== shown(one).base) dirty.add(one); });
    document.activeElement.blur();
    await save();
    fields().forEach(settle);
    status();
    const wrong = form.querySelector("[data-refused], [data-conflict]");
    if (wrong) return controls(wrong)[0].focus();
    if (answers(event.submitter)) return post(event.submitter);
    if (!goes) {
      if (event.submitter) event.submitter.focus();
      return refresh().catch(() => {});
    }
    const links = [...document.querySelectorAll(".steps-nav a")];
    const after = links[links.findIndex((link) => link.hasAttribute("aria-current")) + 1];
    location.assign(after ? after.href : new URL("../../pratinjau/", location.href));
  });

  // Rows.

  const list = form.querySelector("[data-rows]");
  const ordered = list && "ordered" in list.dataset;
  const order = () => rows().map(({ dataset }) => dataset.row);
  const move = (key, column, value) =>
    send.change(`${PREFIX}${key}/${column}`, () => ({
      id: `${PREFIX}${key}/${column}`, user, code, stage, part, url, row: key, column, value, at: Date.now(), page: location.pathname, label: "",
    }));
  const reorder = () => move("-", "!order", order());

  function number() {
    rows().forEach((one, place, all) => {
      const shownNumber = one.querySelector("[data-number]");
      if (shownNumber) shownNumber.textContent = place + 1;
      const name = one.querySelector("legend").textContent.trim().replace(/\s+/g, " ");
      one.querySelectorAll("[data-for-row]").forEach((told) => { told.textContent = `: ${name}`; });
      one.querySelectorAll("[data-move]").forEach((button) => {
        button.hidden = !ordered;
        button.setAttribute("aria-disabled", String(button.dataset.move < 0 ? place === 0 : place === all.length - 1));
      });
    });
  }

  function equip(one) {
    const tools = one.querySelector(".row-tools");
    if (tools) tools.replaceChildren(device.template("tools"));
  }

  function add(key = store.uuid(), fresh = true) {
    const blank = form.querySelector(BLANK);
    const total = form.querySelector(`[name="${blank.dataset.blank}-TOTAL_FORMS"]`);
    list.insertAdjacentHTML("beforeend", blank.innerHTML.replaceAll("__prefix__", total.value).replaceAll("__number__", rows().length + 1));
    total.value = Number(total.value) + 1;
    const one = list.lastElementChild;
    one.toggleAttribute("data-new", fresh);
    named(one, key);
    equip(one);
    number();
    return one;
  }

  function named(one, key) {
    one.dataset.row = key;
    const input = one.querySelector('[name$="-key"]');
    if (input) input.value = key;
  }

  // A new row is stored now. The server put it last; perhaps it stands elsewhere here.
  function stored(one) {
    one.removeAttribute("data-new");
    if (ordered && rows().slice(rows().indexOf(one) + 1).some(({ dataset }) => !("new" in dataset))) reorder();
  }

  const forget = (one) => Promise.all(
    [...entries.values()].filter(({ row: key }) => key === one.dataset.row).map(({ id }) => send.change(id, () => null)));

  async function remove(one) {
    await keep();
    const key = one.dataset.row;
    const wasTyped = [...entries.values()].some((entry) => entry.row === key);
    await forget(one);
    if (wasTyped || !("new" in one.dataset)) await move(key, "!remove", true);
    const note = device.template("removed");
    note.querySelector("[data-sentence]").textContent = say("removed", { row: one.querySelector("legend").textContent.trim().replace(/\s+/g, " ") });
    note.querySelector("[data-undo]").addEventListener("click", () => { note.replaceWith(one); revive(one); });
    one.replaceWith(note);
    note.querySelector("[data-undo]").focus();
    number();
    save();
  }

  // A removed row comes back as a new one, with all that stands in it.
  async function revive(one) {
    await forget(one);
    const blank = form.querySelector(BLANK).content;
    one.dataset.new = "";
    named(one, store.uuid());
    for (const each of fields(one)) {
      const { mark } = blank.querySelector(`[data-column="${each.dataset.column}"]`).dataset;
      each.dataset.mark = mark;
      known.set(each, { base: "", mark });
      dirty.add(each);
    }
    panel(one, "gone", null);
    number();
    controls(fields(one)[0])[0].focus();
    save();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const one = button.closest("[data-row]");
    if (button.name === "add") {
      event.preventDefault();
      controls(fields(add())[0])[0].focus();
    } else if ("remove" in button.dataset) {
      remove(one);
    } else if (button.dataset.move && button.getAttribute("aria-disabled") !== "true") {
      const up = button.dataset.move < 0;
      const all = rows(), other = all[all.indexOf(one) + (up ? -1 : 1)];
      if (up) other.before(one); else other.after(one);
      number();
      const blocked = button.getAttribute("aria-disabled") === "true";
      (blocked ? one.querySelector(`[data-move="${up ? 1 : -1}"]`) : button).focus();
      reorder().then(save);
    }
  });

  // On opening: what the device keeps and the page doesn't show yet is laid over it.

  async function overlay() {
    rows().forEach(equip);
    number();
    // On a slow line people type before this script arrives.
    fields().forEach((one) => { shown(one); if (read(one) !== read(one, true)) dirty.add(one); });
    await device.ready;
    const kept = (await store.all("texts", user)).filter(({ id }) => id.startsWith(PREFIX));
    const newer = [];
    for (const entry of kept) {
      if (send.isWaiting(entry) || entry.saved > Number(at)) newer.push(entry);
      else await send.change(entry.id, () => null);
    }
    const gone = newer.filter(({ column }) => column === "!remove").map(({ row: key }) => key);
    gone.map(row).filter(Boolean).forEach((one) => one.remove());
    for (const entry of newer.filter(({ column }) => !column.startsWith("!"))) {
      const isRow = entry.row !== "-";
      if (isRow && gone.includes(entry.row)) continue;
      if (isRow && !row(entry.row)) add(entry.row, entry.fresh);
      const one = field(entry);
      if (!one) continue;
      if (read(one) !== entry.value && send.isWaiting(entry)) restored(one, true);
      // The page may be another by now: ask once more, to show why it is refused.
      const again = entry.held && ("error" in entry.held || "closed" in entry.held);
      known.set(one, { base: entry.base, mark: entry.mark });
      show(again ? await send.change(entry.id, (now) => ({ ...now, held: null })) : entry);
    }
    for (const { value } of newer.filter(({ column }) => column === "!order")) {
      const last = rows().filter((one) => "new" in one.dataset && !value.includes(one.dataset.row));
      [...value.map(row).filter(Boolean), ...last].forEach((one) => list.append(one));
    }
    newer.filter(({ column }) => column.startsWith("!")).forEach((entry) => entries.set(entry.id, entry));
    number();
    state = "";
    await save();
  }

  inovik.autosave = { keep, save, ready: overlay() };
})();
