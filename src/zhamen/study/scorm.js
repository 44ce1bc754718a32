"use strict";
(() => {
  const find = (frame, depth) => {
    if (!frame || depth > 10) return null;
    try {
      if (frame.API) return frame.API;
    } catch {
      return null;
    }
    return frame.parent !== frame ? find(frame.parent, depth + 1) : frame.opener && find(frame.opener, depth + 1);
  };
  const api = find(window, 0);
  if (!api) return;
  const began = Date.now();
  const set = (name, value) => api.LMSSetValue(`cmi.${name}`, String(value));
  const letter = (number) => "abcde"[Number(number) - 1];
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  let open = api.LMSInitialize("") === "true";
  const done = document.querySelectorAll(".quiz > li").length;
  if (open && ["", "not attempted"].includes(api.LMSGetValue("cmi.core.lesson_status")))
    set("core.lesson_status", "incomplete");
  let count = 0;
  document.addEventListener("answered", ({ detail }) => {
    if (!open) return;
    const at = `interactions.${count++}`;
    set(`${at}.id`, `q${detail.number}`);
    set(`${at}.type`, "choice");
    set(`${at}.correct_responses.0.pattern`, letter(detail.wanted));
    set(`${at}.student_response`, letter(detail.chosen));
    set(`${at}.result`, detail.good ? "correct" : "wrong");
    api.LMSCommit("");
  });
  const leave = () => {
    if (!open) return;
    open = false;
    const seconds = (Date.now() - began) / 1000;
    set("core.session_time", `${two(seconds / 3600).padStart(4, "0")}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`);
    api.LMSCommit("");
    api.LMSFinish("");
  };
  document.addEventListener("finished", ({ detail }) => {
    if (!open || !done) return;
    const score = Math.round((100 * detail.right) / detail.of);
    set("core.score.min", 0);
    set("core.score.max", 100);
    set("core.score.raw", score);
    set("core.lesson_status", score >= PASSES ? "passed" : "failed");
    leave();
  });
  window.addEventListener("pagehide", leave);
})();
