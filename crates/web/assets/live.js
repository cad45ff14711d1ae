// News without reloading, redlines while one types, a warning before words are lost. Everything works without it but the first.
const body = document.body;
const news = document.getElementById("news");
let seen = Number(body.dataset.version);
let typed = false;

document.addEventListener("input", (event) => {
  if (event.target.closest("form")) typed = true;
});
document.addEventListener("submit", () => {
  typed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

// Puts the page as it is now in the place of the one that is shown; where something was typed, says that there is news.
async function renew() {
  const busy = typed || document.querySelector("main :focus");
  if (busy) {
    news.hidden = false;
    return;
  }
  const place = new URL(location.href);
  place.searchParams.delete("done");
  const answer = await fetch(place, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) {
    news.hidden = false;
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = [...document.querySelectorAll("main details")].map((details) => details.open);
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelectorAll("main details").forEach((details, at) => (details.open = open[at] ?? details.open));
  body.dataset.version = page.body.dataset.version;
  compare();
}

if (body.dataset.live) {
  const stream = new EventSource(body.dataset.live);
  stream.addEventListener("seen", (event) => {
    const number = Number(event.data);
    if (number === seen) return;
    seen = number;
    // Not all at the same moment.
    setTimeout(renew, Math.random() * 400);
  });
  window.addEventListener("pagehide", () => stream.close());
}

// A redline of other words, a moment after the last letter.
function compare() {
  for (const field of document.querySelectorAll("textarea[data-compare]")) {
    let wait;
    field.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const form = new URLSearchParams(new FormData(field.form));
        const answer = await fetch(field.dataset.compare, { method: "POST", body: form });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const preview = page.getElementById("preview");
        if (preview) document.getElementById("preview").replaceWith(preview);
      }, 300);
    });
  }
}
compare();

// Proposals of the record are gone through by keyboard: j and k, then a, c or r.
document.addEventListener("keydown", (event) => {
  const list = document.querySelector("[data-review]");
  const writing = event.target.closest("input, textarea, select");
  if (!list || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  const cards = [...list.children];
  const here = cards.indexOf(document.activeElement.closest("[data-review] > li"));
  const card = cards[Math.max(here, 0)];
  if (!card) return;
  if (event.key === "j" || event.key === "k") {
    const next = here < 0 ? 0 : here + (event.key === "j" ? 1 : -1);
    cards[Math.min(Math.max(next, 0), cards.length - 1)].focus();
  } else if (event.key === "c") {
    const more = card.querySelector("details");
    more.open = true;
    more.querySelector("input").focus();
  } else if (event.key === "a" || event.key === "r") {
    card.querySelector(`[data-key="${event.key}"]`).click();
  } else {
    return;
  }
  event.preventDefault();
});
