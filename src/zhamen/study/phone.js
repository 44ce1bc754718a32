"use strict";
(() => {
  const items = [...document.querySelectorAll(".quiz > li")];
  let right = 0, done = 0;
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const answer = (item, button) => {
    const wanted = item.dataset.answer, good = button.dataset.option === wanted;
    for (const each of item.querySelectorAll("button")) {
      each.disabled = true;
      if (each.dataset.option === wanted) each.classList.add("right");
    }
    if (!good) button.classList.add("wrong");
    const why = item.querySelector(".why");
    why.querySelector("b").textContent = good ? "答对了" : "再想想";
    why.hidden = false;
    right += good; done += 1;
    tell("answered", { number: items.indexOf(item) + 1, chosen: button.dataset.option, wanted, good });
    if (done === items.length) {
      document.querySelector(".score").textContent = `答对 ${right} / ${items.length} 题`;
      tell("finished", { right, of: items.length });
    }
  };
  for (const item of items)
    for (const button of item.querySelectorAll("button"))
      button.addEventListener("click", () => answer(item, button));
})();
