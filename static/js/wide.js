// Opens <details data-open-wide> where the screen has room for it beside the text.
if (matchMedia("(min-width: 48rem)").matches) {
  document.querySelectorAll("details[data-open-wide]").forEach((one) => { one.open = true; });
}
