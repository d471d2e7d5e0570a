// A form marked data-once is sent once: its buttons go quiet after the first click. The server refuses a second send anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  // Not disabled: a disabled button would leave its own name and value out of what is sent.
  form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach((b) => b.setAttribute("aria-disabled", "true"));
});
// Back from the next page: the form is usable again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-once]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled=true]").forEach((b) => b.removeAttribute("aria-disabled"));
  });
});
