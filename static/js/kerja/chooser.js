// Several photos, files or pages at once: each with its picture, size, words and state. What is chosen is kept on the
// device at once, shrunk, and sent by uploads.js when its words are there. Without this script the form below serves.
(() => {
  const chooser = document.querySelector("[data-upload-kind]");
  const uploads = self.inovik && inovik.uploads;
  if (!chooser || !uploads) return;
  const { store } = inovik;
  const { say } = uploads;
  const { uploadKind: kind, begin, code, fileField } = chooser.dataset;
  const form = document.querySelector("form[data-plain]"); // none where the part is closed
  const isScan = kind === "scan";
  const longest = Number(chooser.dataset.longest), maxBytes = Number(chooser.dataset.maxBytes);
  const known = new Set(chooser.dataset.known.split(" "));
  const needs = [...document.querySelectorAll("[data-need]")].map((hint) => [hint.dataset.need, hint.textContent]);
  const list = chooser.querySelector("[data-upload-list]");
  const release = chooser.querySelector("[data-upload-release]");
  const told = chooser.querySelector("[data-upload-told]");
  const blank = chooser.querySelector("template");
  const cards = new Map();
  const QUALITY = 0.8, THUMB = 160, SMALL = 400 * 1024;

  const language = document.documentElement.lang;
  function bytes(n) {
    const [value, unit] = n < 1024 * 1024 ? [Math.max(1, Math.round(n / 1024)), "KB"] : [n / 1024 / 1024, "MB"];
    return `${value.toLocaleString(language, { maximumFractionDigits: 1 })} ${unit}`;
  }

  // What is chosen becomes a part of a record

  function drawn(bitmap, side) {
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // behind what is transparent
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  const encoded = (canvas, type) => new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));

  // The picture small enough for the line, and a thumbnail. What the browser can't open (HEIC, PDF) stays as it is.
  async function shrunk(file) {
    let bitmap;
    try { bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return { blob: file, thumb: "" }; }
    const thumb = drawn(bitmap, THUMB).toDataURL("image/jpeg", 0.7);
    const isSmall = file.size <= SMALL && Math.max(bitmap.width, bitmap.height) <= longest;
    const canvas = isSmall ? null : drawn(bitmap, longest);
    bitmap.close();
    if (!canvas) return { blob: file, thumb };
    let blob = await encoded(canvas, "image/webp");
    if (!blob || blob.type !== "image/webp") blob = await encoded(canvas, "image/jpeg");
    return { blob: blob && blob.size < file.size ? blob : file, thumb };
  }

  async function partOf(file) {
    let source = "", blob = file;
    try {
      const content = await file.arrayBuffer();
      source = await uploads.digest(content);
      blob = new Blob([content], { type: file.type }); // the file itself may be gone when it is sent
    } catch { /* too large to read whole: the server will say so */ }
    return { name: file.name, original: file.size, source, ...(await shrunk(blob)) };
  }

  const mine = async () => (await uploads.records()).filter((record) => record.code === code && record.kind === kind);

  const fresh = (parts) => {
    const key = store.uuid();
    return { id: `${uploads.user}/${key}`, key, begin, page: location.pathname, code, kind, said: {}, parts, offset: 0, at: Date.now(), draft: true };
  };

  async function take(files) {
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist(); // not to be cleared when space is short
    const refused = [];
    for (const file of files) {
      told.textContent = say("sayPreparing", { name: file.name });
      const part = await partOf(file);
      const records = await mine();
      const draft = isScan && records.find((record) => record.draft);
      const have = isScan ? (draft ? draft.parts.length : 0) : records.length;
      const isTwin = part.source && !isScan && (known.has(part.source.slice(0, 16))
        || records.some(({ parts }) => parts.some(({ source }) => source === part.source)));
      if (isTwin) refused.push(`${file.name}: ${chooser.dataset.twin}`);
      else if (part.blob.size > maxBytes) refused.push(`${file.name}: ${chooser.dataset.tooBig}`);
      else if (have >= Number(isScan ? chooser.dataset.pages : chooser.dataset.left)) { refused.push(chooser.dataset.tooMany); break; }
      else {
        const record = draft ? { ...draft, parts: [...draft.parts, part] } : fresh([part]);
        try { await store.put("uploads", record); } catch { refused.push(`${file.name}: ${say("sayFull")}`); continue; }
        await show();
      }
    }
    told.textContent = refused.join(" ");
    told.classList.toggle("field-error", refused.length > 0);
  }

  // A card

  const isTicked = ({ type }) => type === "radio" || type === "checkbox";
  let count = 0;
  function fieldsOf(record) {
    const suffix = ++count;
    if (!form) return [];
    const wrappers = [...form.querySelectorAll("[id^=div_id_]")].filter(({ id }) => ![`div_id_${fileField}`, "div_id_link"].includes(id));
    return wrappers.map((wrapper) => {
      const copy = wrapper.cloneNode(true);
      [copy, ...copy.querySelectorAll("*")].forEach((node) => {
        for (const name of ["id", "for", "aria-describedby"]) if (node.hasAttribute(name)) node.setAttribute(name, `${node.getAttribute(name)}_${suffix}`);
        if (node.name) { node.dataset.name = node.name; node.name += `-${suffix}`; }
        node.classList.remove("is-invalid");
      });
      copy.querySelectorAll(".invalid-feedback").forEach((node) => node.remove());
      for (const field of copy.querySelectorAll("[data-name]")) {
        const text = record.said[field.dataset.name];
        if (isTicked(field)) field.checked = field.value === text;
        else if (text !== undefined) field.value = text;
      }
      return copy;
    });
  }

  function saidIn(card) {
    const said = {};
    for (const field of card.querySelectorAll("[data-name]")) {
      if (!isTicked(field) || field.checked) said[field.dataset.name] = field.value;
    }
    return said;
  }

  // Take back what was complained of within `node`.
  function calm(node) {
    node.querySelectorAll("[data-complaint]").forEach((one) => one.remove());
    node.querySelectorAll("[aria-invalid]").forEach((field) => { field.removeAttribute("aria-invalid"); field.classList.remove("is-invalid"); });
  }

  function complain(card, errors) {
    calm(card);
    for (const [name, sentence] of Object.entries(errors)) {
      const fields = card.querySelectorAll(`[data-name="${name}"]`);
      if (!fields.length) continue;
      const node = document.createElement("p");
      node.className = "field-error";
      node.dataset.complaint = "";
      node.textContent = sentence;
      fields[0].closest("[id^=div_id_]").append(node);
      fields.forEach((field) => { field.setAttribute("aria-invalid", "true"); field.classList.add("is-invalid"); });
    }
  }

  function cardOf(record) {
    const card = blank.content.firstElementChild.cloneNode(true);
    const part = (name) => card.querySelector(`[data-part=${name}]`);
    part("fields").append(...fieldsOf(record));
    part("legend").textContent = say(isScan ? "saySaidPages" : "saySaid", { name: record.parts[0].name });
    let timer;
    const keep = () => { clearTimeout(timer); return uploads.change(record.id, { said: saidIn(card) }); };
    part("fields").addEventListener("input", ({ target }) => {
      calm(target.closest("[id^=div_id_]"));
      clearTimeout(timer);
      timer = setTimeout(keep, 300);
    });
    part("fields").addEventListener("change", keep);
    part("remove").addEventListener("click", async () => {
      await store.remove("uploads", record.id);
      uploads.tell({ id: record.id });
      (chooser.querySelector("input[type=file]") || document.querySelector("main")).focus();
    });
    part("retry").addEventListener("click", () => retry(record.id));
    card.keep = keep;
    list.append(card);
    return card;
  }

  function thumbOf({ thumb, name, blob }) {
    const node = document.createElement(thumb ? "img" : "span");
    node.className = "upload-thumb";
    if (thumb) { node.src = thumb; node.alt = ""; } else node.textContent = ((name.match(/\.(\w{1,5})$/) || [])[1] || blob.type.split("/").pop() || "?").toUpperCase();
    return node;
  }

  function stateOf(record) {
    if (record.held) return record.held;
    if (record.draft) return "";
    if (state === "sign_in") return say("saySignIn");
    if (state === "offline") return say("sayOffline");
    return sending === record.id ? say("saySending", { n: percent(record) }) : say("sayWaiting");
  }

  const percent = (record) => Math.floor((100 * record.offset) / uploads.sizeOf(record));

  function paint(card, record) {
    const part = (name) => card.querySelector(`[data-part=${name}]`);
    const before = record.parts.reduce((sum, one) => sum + one.original, 0), now = uploads.sizeOf(record);
    part("name").textContent = isScan ? say("sayPages", { n: record.parts.length }) : record.said.caption || record.said.title || record.parts[0].name;
    part("sizes").textContent = now < before ? `${bytes(before)} → ${bytes(now)}` : bytes(now);
    if (part("thumbs").childElementCount !== record.parts.length || isScan) part("thumbs").replaceChildren(...record.parts.map((one, index) => thumbItem(record, one, index)));
    part("said").hidden = !record.draft || !form;
    part("state").textContent = stateOf(record);
    part("state").classList.toggle("field-error", Boolean(record.held) && !record.isTwin);
    part("progress").hidden = record.draft || Boolean(record.held);
    part("progress").value = percent(record);
    part("progress").setAttribute("aria-label", record.parts[0].name);
    part("retry").hidden = !record.held || record.isTwin;
    for (const button of ["retry", "remove"]) part(`${button}-name`).textContent = ` ${record.parts[0].name}`;
    if (record.errors) { complain(card, record.errors); uploads.change(record.id, { errors: null }); }
  }

  // A page of a scan can be put before another and taken away again.
  function thumbItem(record, one, index) {
    const item = document.createElement("li");
    item.append(thumbOf(one));
    if (!isScan || !record.draft) return item;
    const button = (text, label, parts) => {
      const node = document.createElement("button");
      node.type = "button";
      node.className = "btn btn-sm btn-outline-secondary";
      node.textContent = text;
      node.setAttribute("aria-label", `${label} ${index + 1}`);
      node.addEventListener("click", async () => {
        if (parts.length) await uploads.change(record.id, { parts });
        else { await store.remove("uploads", record.id); uploads.tell({ id: record.id }); }
      });
      return node;
    };
    const without = record.parts.filter((_part, place) => place !== index);
    const number = document.createElement("span");
    number.className = "hint";
    number.textContent = index + 1;
    item.append(number);
    if (index) {
      const earlier = [...record.parts];
      [earlier[index - 1], earlier[index]] = [earlier[index], earlier[index - 1]];
      item.append(button("←", say("sayEarlier"), earlier));
    }
    item.append(button("×", say("sayRemovePage"), without));
    return item;
  }

  // The whole list

  let state = "waiting", sending = "", showing = Promise.resolve();
  function show() {
    showing = showing.then(async () => {
      const records = await mine();
      for (const [id, card] of cards) {
        if (!records.some((record) => record.id === id)) { card.remove(); cards.delete(id); }
      }
      for (const record of records) {
        if (!cards.has(record.id)) cards.set(record.id, cardOf(record));
        paint(cards.get(record.id), record);
      }
      const drafts = records.filter((record) => record.draft).length;
      release.hidden = !drafts || !form;
      if (!form) chooser.hidden = !records.length;
      if (!isScan) release.textContent = say("sayRelease", { n: drafts });
    });
    return showing;
  }

  release.addEventListener("click", async () => {
    await Promise.all([...cards.values()].map((card) => card.keep()));
    let first;
    for (const record of await mine()) {
      if (!record.draft) continue;
      const errors = Object.fromEntries(needs.filter(([name]) => !(record.said[name] || "").trim()));
      complain(cards.get(record.id), errors);
      if (!Object.keys(errors).length) await uploads.change(record.id, { draft: false, held: "" });
      else first = first || cards.get(record.id).querySelector("[aria-invalid]");
    }
    if (first) first.focus();
    uploads.flush();
  });

  // What the server refused for good is sent under a new key; what was only closed goes on.
  async function retry(id) {
    const record = (await mine()).find((one) => one.id === id);
    if (!record) return;
    await store.remove("uploads", id);
    const { key, id: other } = record.final ? fresh([]) : record;
    await store.put("uploads", { ...record, id: other, key, held: "", final: false, offset: 0 });
    await show();
    uploads.flush();
  }

  // What has arrived stands in the page's own list.
  async function refresh() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["daftar", "pilih-batas"]) {
        const [now, here] = [page, document].map((one) => one.getElementById(id));
        if (now && here) here.replaceWith(now);
      }
      const then = page.querySelector("[data-upload-kind]");
      if (then) chooser.dataset.left = then.dataset.left;
      if (then) then.dataset.known.split(" ").forEach((digest) => known.add(digest));
    } catch { /* the next visit shows it */ }
  }

  uploads.listen(async (message) => {
    if (message.state) state = message.state;
    if (message.state === "sending") sending = message.id;
    if (message.done && cards.has(message.id)) {
      told.classList.remove("field-error");
      told.textContent = say("sayDone", { name: cards.get(message.id).querySelector("[data-part=name]").textContent });
      refresh();
    }
    show();
  });

  chooser.querySelectorAll("input[type=file]").forEach((input) => input.addEventListener("change", async () => {
    const files = [...input.files];
    input.value = "";
    await take(files);
  }));
  // The plain form serves for links still; for files it makes way.
  if (form) {
    const links = chooser.querySelector("[data-upload-link]");
    document.querySelectorAll("[data-plain]").forEach((node) => { node.hidden = node !== form || !links; });
    if (links) {
      form.querySelector(`#div_id_${fileField}`).hidden = true;
      links.append(form);
      links.open = Boolean(form.querySelector(".is-invalid"));
    }
    chooser.hidden = false;
  }
  show();
})();
