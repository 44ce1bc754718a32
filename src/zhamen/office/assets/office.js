// Small conveniences; every page works without them.
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-print], [data-sure]");
  if (!target) return;
  if (target.hasAttribute("data-print")) window.print();
  else if (!window.confirm(target.dataset.sure)) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  const field = document.querySelector(`[data-focus="${CSS.escape(event.key)}"]`);
  if (field && !event.target.matches("input, select, textarea")) {
    event.preventDefault();
    field.focus();
  }
});
const menu = document.querySelector(".menu");
const rail = document.querySelector(".rail");
if (menu && rail) menu.addEventListener("toggle", () => rail.classList.toggle("shown", menu.open));

// Before sending: drop or paste a file, see at once that it is too large, copy the notice.
const form = document.querySelector("[data-ask]");
if (form) {
  const zone = form.querySelector("[data-drop]");
  const field = zone.querySelector("input");
  const take = (event, given) => {
    if (!given || !given.files.length) return;
    event.preventDefault();
    field.files = given.files;
    measure();
  };
  const measure = () => {
    const size = [...field.files].reduce((sum, file) => sum + file.size, 0);
    field.setCustomValidity(size > Number(field.dataset.most) ? field.dataset.over : "");
    field.reportValidity();
  };
  zone.querySelector("[data-hint]").hidden = false;
  field.addEventListener("change", measure);
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("over", name === "dragover");
    });
  }
  form.addEventListener("drop", (event) => take(event, event.dataTransfer));
  form.addEventListener("paste", (event) => take(event, event.clipboardData));
  form.addEventListener("submit", () => {
    const button = form.querySelector("button.primary");
    button.disabled = true;
    button.querySelector("span").textContent = form.dataset.busy;
  });
  // What is left in a page that is gone back to is not kept either.
  window.addEventListener("pagehide", () => form.reset());
}
document.querySelector("[data-answer]")?.focus();
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const notice = document.getElementById(button.dataset.copy);
    window.getSelection().selectAllChildren(notice);
    // Where the browser does not allow it the notice stays selected, ready for Ctrl-C.
    try {
      await navigator.clipboard.writeText(notice.textContent);
      button.querySelector("span").textContent = button.dataset.done;
    } catch {
      notice.focus();
    }
  });
}

// Study: the sheet is laid out anew while it is written; the leader's code changes by itself.
const draft = document.querySelector("[data-preview]");
if (draft) {
  const trouble = document.querySelector("[data-trouble]"), sheet = document.querySelector("[data-sheet]");
  let waits = 0, asked = 0;
  const show = async () => {
    const mine = ++asked;
    const answer = await fetch(draft.dataset.preview, { method: "POST", body: new FormData(draft) });
    if (!answer.ok || mine !== asked) return;
    const { error = "", rooms = {}, picture } = await answer.json();
    trouble.textContent = error;
    if (picture) sheet.src = picture;
    for (const each of draft.querySelectorAll("[data-part]")) {
      const room = rooms[each.dataset.part];
      if (error) continue;
      each.textContent = room ?? "";
      each.classList.toggle("over", room < 0);
    }
  };
  draft.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(show, 500);
  });
  for (const each of draft.querySelectorAll("[data-part]"))
    each.classList.toggle("over", Number(each.textContent) < 0);
}
const shown = document.querySelector("[data-code]");
if (shown) setInterval(async () => {
  const answer = await fetch(shown.dataset.code);
  if (!answer.ok) return;
  const { closed, drawn, there } = await answer.json();
  if (closed) return window.location.reload();
  shown.innerHTML = drawn;
  document.querySelector("[data-there]").textContent = there;
}, 5000);
