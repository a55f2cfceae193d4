// Conveniences only: every task works without this file. Charts: arrow keys and tooltips. Lists: j, k and single keys.
const root = document.documentElement;
const box = document.getElementById("keys-on");
const shown = (el) => el.getClientRects().length > 0;

// ---- charts: one tab stop (the last exam), arrows walk, the tooltip repeats the label
for (const figure of document.querySelectorAll("[data-chart]")) {
  const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
  tip.setAttribute("aria-hidden", "true");
  figure.append(tip);
  let closing = 0;
  const hide = () => { tip.hidden = true; };
  const later = () => { closing = setTimeout(hide, 250); };
  const show = (exam) => {
    clearTimeout(closing);
    tip.textContent = exam.dataset.tip;
    tip.hidden = false;
    const at = exam.querySelector(".halo").getBoundingClientRect();
    const home = figure.getBoundingClientRect();
    const left = at.left + at.width / 2 - home.left - tip.offsetWidth / 2;
    const above = at.top - home.top - tip.offsetHeight - 4;
    tip.style.left = `${Math.max(4, Math.min(left, home.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${above < 0 ? at.bottom - home.top + 4 : above}px`;
  };
  for (const plot of figure.querySelectorAll(".plot")) {
    const exams = [...plot.querySelectorAll(".exam")];
    const rove = (to) => exams.forEach((exam) => exam.setAttribute("tabindex", exam === to ? 0 : -1));
    rove(exams.at(-1));
    plot.addEventListener("keydown", (event) => {
      const now = exams.indexOf(document.activeElement);
      if (event.key === "Escape") hide();
      const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: exams.length - 1 }[event.key];
      if (now < 0 || !exams[to]) return;
      event.preventDefault();
      rove(exams[to]);
      exams[to].focus();
    });
    for (const exam of exams) {
      exam.addEventListener("focus", () => { rove(exam); show(exam); });
      exam.addEventListener("pointerenter", () => show(exam));
      exam.addEventListener("blur", hide);
      exam.addEventListener("pointerleave", later);
    }
  }
  tip.addEventListener("pointerenter", () => clearTimeout(closing));
  tip.addEventListener("pointerleave", later);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

// ---- single keys; they can be switched off on the ? sheet or by the account (data-keys="off")
const kept = "annulus-keys";
let on = root.dataset.keys !== "off" && localStorage.getItem(kept) !== "off";
box.checked = on;
box.addEventListener("change", () => {
  on = box.checked;
  localStorage.setItem(kept, on ? "on" : "off");
});

const walk = (step) => {
  const items = [...document.querySelectorAll("[data-item]")].filter(shown);
  const now = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[now < 0 ? (step > 0 ? 0 : items.length - 1) : now + step];
  next?.querySelector("a[data-main], a, button")?.focus();
  next?.scrollIntoView({ block: "nearest" });
};
const press = (key) => {
  const item = document.activeElement?.closest("[data-item]");
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const found = item?.querySelector(wanted) ?? [...document.querySelectorAll(wanted)].find((el) => !el.closest("[data-item]") && shown(el));
  if (!found) return false;
  if (found.matches("input:not([type=checkbox], [type=radio]), select, textarea")) found.focus();
  else found.click();
  return true;
};
const go = (letter) => [...document.querySelectorAll(".top nav a")]
  .find((link) => link.textContent.trim().toLowerCase().startsWith(letter))?.click();

let going = false;
document.addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, dialog, [contenteditable]")) return;
  const { key } = event;
  if (going) go(key);
  else if (key === "?") document.getElementById("keys").togglePopover();
  else if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
  else if (key !== "g" && !press(key)) return;
  going = !going && key === "g";
  event.preventDefault();
});
