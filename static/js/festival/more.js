// "Muat lagi" appends the next cards to those on the page. Without this script it is a link to them.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("#lanjut .more");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const cards = [...page.querySelectorAll("#hasil > li")];
    document.getElementById("hasil").append(...cards);
    const onward = page.querySelector("#lanjut");
    document.getElementById("lanjut").replaceWith(onward || document.createTextNode(""));
    history.replaceState(null, "", link.href);
    cards[0]?.querySelector("a").focus();
  } catch {
    location.assign(link.href);
  }
});
