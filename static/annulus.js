// Conveniences only: every task works without this file. Charts: arrow keys and tooltips. Lists: j, k and single keys.
const all = (what, where = document) => [...where.querySelectorAll(what)];
const shown = (el) => el.getClientRects().length > 0;

// Charts: one tab stop (the last exam), arrows walk, the tooltip repeats the label.
for (const figure of all("[data-chart]")) {
  const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true, ariaHidden: "true" });
  figure.append(tip);
  let closing = 0;
  const stay = () => clearTimeout(closing);
  const hide = () => { tip.hidden = true; };
  const later = () => { closing = setTimeout(hide, 250); };
  const show = (exam) => {
    stay();
    tip.textContent = exam.dataset.tip;
    tip.hidden = false;
    const at = exam.querySelector(".halo").getBoundingClientRect();
    const home = figure.getBoundingClientRect();
    const left = at.left + at.width / 2 - home.left - tip.offsetWidth / 2;
    const above = at.top - home.top - tip.offsetHeight - 4;
    tip.style.left = `${Math.max(4, Math.min(left, home.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${above < 0 ? at.bottom - home.top + 4 : above}px`;
  };
  for (const plot of all(".plot", figure)) {
    const exams = all(".exam", plot);
    const rove = (to) => exams.forEach((exam) => exam.setAttribute("tabindex", exam === to ? 0 : -1));
    rove(exams.at(-1));
    plot.addEventListener("keydown", (event) => {
      const now = exams.indexOf(document.activeElement);
      const to = exams[{ ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: exams.length - 1 }[event.key]];
      if (now < 0 || !to) return;
      event.preventDefault();
      to.focus();
    });
    for (const exam of exams) {
      exam.addEventListener("focus", () => { rove(exam); show(exam); });
      exam.addEventListener("pointerenter", () => show(exam));
      exam.addEventListener("blur", hide);
      exam.addEventListener("pointerleave", later);
    }
  }
  tip.addEventListener("pointerenter", stay);
  tip.addEventListener("pointerleave", later);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

// Single keys; the ? sheet (this computer) or data-keys="off" (the account) switches them off.
const box = document.getElementById("keys-on");
const kept = "annulus-keys";
box.checked = document.documentElement.dataset.keys !== "off" && localStorage.getItem(kept) !== "off";
box.addEventListener("change", () => localStorage.setItem(kept, box.checked ? "on" : "off"));

const walk = (step) => {
  const items = all("[data-item]").filter(shown);
  const now = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[now < 0 && step < 0 ? items.length - 1 : now + step];
  next?.querySelector("a[data-main], a, button")?.focus();
};
const press = (key) => {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const item = document.activeElement.closest("[data-item]");
  const found = item?.querySelector(wanted) ?? all(wanted).find((el) => shown(el) && !el.closest("[data-item]"));
  found?.focus();
  if (!found?.matches(fields)) found?.click();
  return found;
};
const go = (letter) => all(".top nav a").find((a) => a.textContent.trim().toLowerCase().startsWith(letter))?.click();
const fields = "input:not([type=checkbox], [type=radio]), select, textarea";

let going = false;
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || key.length > 1) return;
  if (target.closest(`${fields}, dialog`)) return;
  if (going) go(key);
  else if (key === "?") document.getElementById("keys").togglePopover();
  else if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
  else if (key !== "g" && !press(key)) return;
  going = !going && key === "g";
  event.preventDefault();
});
