// While a title is typed, shows records that resemble it. Without it the button "Periksa yang mirip" does the same.
(() => {
  const box = document.querySelector("[data-similar]");
  if (!box) return;
  const form = box.closest("form");
  const said = form.querySelector("[data-similar-said]");
  const { title, one_line: sentence } = form.elements;
  form.querySelector(".similar-check").hidden = true;
  let timer, asking, shown;
  const look = async () => {
    const query = `${new URLSearchParams({ q: title.value, kalimat: sentence.value })}`;
    if (query === shown) return;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.similar}?${query}`, { signal: asking.signal, redirect: "error" });
      if (!answer.ok) return;
      const text = await answer.text();
      shown = query;
      box.innerHTML = text;
      // Said aloud is the number alone, and only when it is another one.
      const words = box.querySelector("[data-said]")?.dataset.said ?? "";
      if (said.textContent !== words) said.textContent = words;
    } catch {
      // No line, or typed on: the check before registering still comes.
    }
  };
  form.addEventListener("input", (event) => {
    if (event.target !== title && event.target !== sentence) return;
    clearTimeout(timer);
    timer = setTimeout(look, 600);
  });
})();
