// Photos grow in a dialog, PDFs are shown below their title when asked for. Without this file both open as links.
const pictures = [...document.querySelectorAll("a[data-photo]")];
const dialog = document.getElementById("foto-besar");
let at = 0;

function show(number) {
  at = (number + pictures.length) % pictures.length;
  const link = pictures[at];
  const [title, consent, count] = dialog.querySelectorAll("figcaption span");
  const words = link.querySelector("img").alt;
  Object.assign(dialog.querySelector("img"), { src: link.href, alt: words });
  title.textContent = words;
  consent.textContent = link.dataset.consent ?? "";
  consent.hidden = !consent.textContent;
  count.textContent = pictures.length > 1 ? `${at + 1} / ${pictures.length}` : "";
}

pictures.forEach((link, number) => link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(number);
  dialog.showModal();
}));
dialog?.querySelectorAll("[data-step]").forEach((button) => {
  button.hidden = pictures.length < 2;
  button.addEventListener("click", () => show(at + Number(button.dataset.step)));
});
dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog?.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog?.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) show(at + step);
});

document.querySelectorAll("details[data-shown]").forEach((details) => {
  details.hidden = false;
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("iframe")) return;
    details.append(Object.assign(document.createElement("iframe"), { src: details.dataset.shown, title: details.dataset.title }));
  });
});
