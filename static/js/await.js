// A part of the page marked data-await is fetched again until it is done; then the whole page is.
const look = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-await]");
    if (!next) return location.reload();
    document.querySelector("[data-await]").innerHTML = next.innerHTML;
  } catch {
    // The line is down; the next try may find it up again.
  }
  setTimeout(look, 2000);
};
setTimeout(look, 1000);
