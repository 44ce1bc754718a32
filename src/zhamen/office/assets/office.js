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
