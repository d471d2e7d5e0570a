// Words in forms that a button posts (a reason, a message, an answer to a reviewer) stay on the device until the server
// has taken them: a page closed by mistake, a line that drops, a session that ended, a form that was refused loses none.
// The fields of a sheet are autosave.js's, the words about photos chooser.js's.
//
// Kept by the address that a form is posted to, where a refused form also stands:
// {sent: the page it was posted from, at, fields: {id of the field: {base: what the server had, value}}}.
(() => {
  const { store, device } = window.inovik;
  if (!device) return;
  const { user, say } = device;
  const DAYS_KEPT = 30;
  const fields = [...document.querySelectorAll("main form[method=post] :is(textarea, input[type=text])")].filter(
    (field) => field.id && !field.closest("[data-column]") && !field.form.querySelector("[type=file]"));
  const address = ({ form }) => new URL(form.getAttribute("action") || "", location.href).pathname;
  const change = (field, how) =>
    store.jots(user, (all) => { const name = address(field); how((all[name] = all[name] || { fields: {} })); });

  // What the server takes it answers with a redirect: the page before this one was posted, and we were sent here.
  function forget(all) {
    const [{ type, redirectCount } = {}] = performance.getEntriesByType("navigation");
    const before = document.referrer && redirectCount && type === "navigate" ? new URL(document.referrer).pathname : "";
    const oldest = Date.now() - DAYS_KEPT * 86_400_000;
    for (const [name, { sent, at }] of Object.entries(all)) if ((sent && sent === before) || at < oldest) delete all[name];
  }

  const bases = new Map(fields.map((field) => [field, field.defaultValue]));

  function restore(field, { base, value }) {
    // A form that was refused comes back with what was typed: it still is not the server's.
    if (value === field.defaultValue) bases.set(field, base);
    if (value === field.value) return;
    const told = document.createElement("p");
    told.className = "hint restored";
    if (field.defaultValue === base) {
      field.value = value;
      field.dispatchEvent(new Event("input")); // for who counts words; it doesn't bubble to here
      told.textContent = say("restored");
    } else {
      told.textContent = `${say("unsent")} ${value}`; // somebody changed it meanwhile: nothing is laid over that
    }
    field.after(told);
  }

  const all = store.jots(user, forget);
  for (const field of fields) {
    const kept = all[address(field)];
    if (kept && kept.fields[field.id]) restore(field, kept.fields[field.id]);
  }

  document.addEventListener("input", ({ target }) => {
    if (!bases.has(target)) return;
    change(target, (kept) => {
      const base = bases.get(target);
      kept.at = Date.now();
      if (target.value === base) delete kept.fields[target.id]; else kept.fields[target.id] = { base, value: target.value };
    });
  });
  const mark = (form, sent) =>
    fields.filter((field) => field.form === form).forEach((field) => change(field, (kept) => { kept.sent = sent; }));
  const isSent = (form) => mark(form, location.pathname);
  addEventListener("submit", (event) => { if (!event.defaultPrevented) isSent(event.target); });
  // Here again without an answer: one went back, or the line had dropped.
  addEventListener("pageshow", () => new Set(fields.map(({ form }) => form)).forEach((form) => mark(form, "")));
  window.inovik.jots = { isSent };
})();
