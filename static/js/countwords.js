// Counts the words of a textarea with data-min-words or data-max-words below it. Its sentences may be given (translated)
// as data-words-label, data-words-few and data-words-many. The server checks for itself.
document.querySelectorAll("textarea[data-min-words], textarea[data-max-words]").forEach((area) => {
  const out = document.createElement("p");
  out.className = "hint word-count";
  out.setAttribute("aria-live", "polite");
  area.after(out);
  const min = Number(area.dataset.minWords || 0);
  const max = Number(area.dataset.maxWords || Infinity);
  const say = (text, n, k) => text.replace("{n}", n).replace("{k}", k);
  const { wordsLabel = "{n} kata", wordsFew = "{n} kata, kurang {k} lagi", wordsMany = "{n} kata, lebih {k}" } = area.dataset;
  const count = () => {
    const n = (area.value.match(/\S+/g) || []).length;
    const wrong = n < min || n > max;
    out.textContent = n < min ? say(wordsFew, n, min - n) : n > max ? say(wordsMany, n, n - max) : say(wordsLabel, n, 0);
    out.classList.toggle("is-wrong", wrong && n > 0);
  };
  let timer;
  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(count, 300); });
  count();
});
