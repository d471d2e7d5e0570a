// Words in forms that a button posts (a reason, a message, an answer to a reviewer) stay on the device until the server
// has answered: a page closed by mistake, a line that drops, a session that ended loses none of them. The fields of a
// sheet are autosave.js's, the words about photos chooser.js's.
//
// Kept by page: {sent, at, fields: {id of the field: {base: what the server had, value}}}.
(() => {
  const { store, device } = window.inovik;
  if (!device) return;
  const { user, say } = device;
  const DAYS_KEPT = 30;
  const here = location.pathname;
  const fields = [...document.querySelectorAll("main form[method=post] :is(textarea, input[type=text])")].filter(
    (field) => field.id && !field.closest("[data-column]") && !field.form.querySelector("[type=file]"));
  const change = (how) => store.jots(user, (all) => { how((all[here] = all[here] || { fields: {} })); });

  // The page before this one was posted, and the server answered by sending us here.
  function answered(all) {
    const [{ type } = {}] = performance.getEntriesByType("navigation");
    const before = document.referrer && type !== "reload" ? new URL(document.referrer).pathname : "";
    const oldest = Date.now() - DAYS_KEPT * 86_400_000;
    for (const [page, { sent, at }] of Object.entries(all)) if ((sent && page === before) || at < oldest) delete all[page];
  }

  function restore(field, { base, value }) {
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

  const kept = (store.jots(user, answered)[here] || { fields: {} }).fields;
  for (const field of fields) if (kept[field.id]) restore(field, kept[field.id]);

  document.addEventListener("input", ({ target }) => {
    if (!fields.includes(target)) return;
    change((page) => {
      page.at = Date.now();
      if (target.value === target.defaultValue) delete page.fields[target.id];
      else page.fields[target.id] = { base: target.defaultValue, value: target.value };
    });
  });
  const isSent = (sent) => change((page) => { page.sent = sent; });
  addEventListener("submit", (event) => { if (!event.defaultPrevented) isSent(true); });
  addEventListener("pageshow", () => isSent(false)); // also when the answer never came, and one went back
  window.inovik.jots = { isSent };
})();
