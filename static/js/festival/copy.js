// The search of a taken-along copy, over the words in indeks.js. What the address asks for counts too (?q=, ?kecamatan=).
(() => {
  const index = window.INOVIK_INDEKS;
  const form = document.getElementById("saringan");
  const told = document.getElementById("jumlah");
  if (!index || !told) return;
  const box = form.elements.q;
  const cards = [...document.querySelectorAll("#daftar > ul > li")];
  const asked = new URLSearchParams(location.search);
  const filters = ["skpd", "kecamatan", "urusan", "tahun"].filter((name) => asked.get(name));
  const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function search() {
    const words = bare(box.value).match(/[a-z0-9]+/g) || [];
    let found = 0;
    for (const card of cards) {
      const about = index[card.querySelector("a[href]").getAttribute("href").split("/").pop()];
      const fits = filters.every((name) => about[name] === asked.get(name))
        && words.every((word) => ` ${about.kata}`.includes(` ${word}`));
      card.hidden = !fits;
      found += fits;
    }
    told.textContent = found ? told.dataset.count.replace("%n", found) : told.dataset.none;
    document.getElementById("semua").hidden = !words.length && !filters.length;
  }

  form.hidden = false;
  box.value = asked.get("q") || "";
  box.addEventListener("input", search);
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  search();
})();
