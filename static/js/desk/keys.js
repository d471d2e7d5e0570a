// Keys of the page of a case: j/n next, k/p previous, c to the note, ? the list of them. Silent while somebody types.
const list = document.getElementById("tombol");
const mine = list.querySelector("input");
const KEPT = "inovik-desk-keys";
list.hidden = false;
mine.checked = localStorage.getItem(KEPT) !== "off";
mine.addEventListener("change", () => localStorage.setItem(KEPT, mine.checked ? "on" : "off"));

const follow = (rel) => document.querySelector(`.place a[rel=${rel}]`)?.click();
const toNote = () => [
  document.getElementById("id_review-reply"), ...document.querySelectorAll("#telaah form textarea"),
].find((box) => box?.checkVisibility())?.focus();
const showList = () => {
  list.open = !list.open;
  list.querySelector("summary").focus();
};
const ACTS = {
  j: () => follow("next"), n: () => follow("next"),
  k: () => follow("prev"), p: () => follow("prev"),
  c: toNote, "?": showList,
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
  const isBusy = isTyping || event.isComposing || event.repeat || document.querySelector("dialog[open]");
  const act = Object.hasOwn(ACTS, event.key) && ACTS[event.key];
  if (!act || isBusy || !mine.checked || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  act();
});
