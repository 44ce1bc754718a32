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
