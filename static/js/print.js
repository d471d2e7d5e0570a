// The button "Cetak" opens the browser's print window; it is there only where it works.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
