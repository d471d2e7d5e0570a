// The review of a case: the weighted mean while scores are chosen, what is left filled at once, and ready sentences put
// where one writes. All of it is there without this script too, with more clicks.
(() => {
  const form = document.getElementById("review-form");
  if (!form) return;
  const changed = (control) => control.dispatchEvent(new Event("input", { bubbles: true }));

  // Scores.
  const criteria = [...form.querySelectorAll("[data-weight]")];
  const chosen = (criterion) => criterion.querySelector("input:checked");
  function weigh() {
    let weights = 0, sum = 0;
    for (const criterion of criteria) {
      const weight = Number(criterion.dataset.weight), value = Number((chosen(criterion) || {}).value);
      if (value) { weights += weight; sum += weight * value; }
    }
    const shape = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    form.querySelector("[data-total]").textContent = weights ? (sum / weights).toLocaleString(document.documentElement.lang, shape) : "-";
  }
  const rest = form.querySelector("[data-rest]");
  if (rest) {
    rest.hidden = criteria.every(chosen);
    rest.addEventListener("click", ({ target: { value } }) => {
      if (!value) return;
      for (const criterion of criteria.filter((one) => !chosen(one))) {
        const radio = criterion.querySelector(`input[value="${value}"]`);
        radio.checked = true;
        changed(radio);
      }
    });
    form.addEventListener("input", weigh);
    weigh();
  }

  // Ready sentences: into the box of the unit's side that was written in last.
  const snippets = form.querySelector("[data-snippets]");
  let box = document.getElementById("id_review-reply");
  const into = snippets.querySelector("[data-into]");
  const point = () => { into.querySelector("b").textContent = box.labels[0].textContent; };
  into.hidden = false;
  point();
  form.addEventListener("focusin", ({ target }) => {
    if (target.matches(".box-unit textarea")) { box = target; point(); }
  });
  for (const button of snippets.querySelectorAll("button")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const before = box.value.slice(0, box.selectionStart);
      const text = button.closest("li").querySelector("[data-text]").textContent;
      box.setRangeText((/\S$/.test(before) ? " " : "") + text, box.selectionStart, box.selectionEnd, "end");
      box.focus();
      changed(box);
    });
  }
})();
