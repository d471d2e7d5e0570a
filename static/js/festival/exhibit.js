// One innovation: its photos large on the page, its address copied or handed to another app. All of it works as links
// without this script.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];

  for (const button of all("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
    });
  }
  for (const button of all("[data-share]")) {
    if (!navigator.share) continue;
    button.hidden = false;
    const { share: url, title } = button.dataset;
    button.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
  }

  const links = all("[data-photo]");
  const dialog = document.querySelector("dialog.viewer");
  if (!dialog || !dialog.showModal) return;
  const picture = dialog.querySelector("img"), caption = dialog.querySelector("p");
  let at = 0;
  function show(next) {
    at = (next + links.length) % links.length;
    const { alt, lang } = links[at].querySelector("img");
    Object.assign(picture, { src: links[at].href, alt });
    Object.assign(caption, { textContent: alt, lang });
  }
  links.forEach((link, place) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(place);
    dialog.showModal();
  }));
  dialog.querySelector("[data-back]").addEventListener("click", () => show(at - 1));
  dialog.querySelector("[data-on]").addEventListener("click", () => show(at + 1));
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") show(at - 1);
    if (key === "ArrowRight") show(at + 1);
  });
})();
