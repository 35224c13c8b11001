// Moves the figures of a page that has no kernel: every frame is in the page, the controls choose one.
document.querySelectorAll(".mt-figure:not([data-ready])").forEach((figure) => {
  const store = figure.querySelector("script.mt-data");
  if (!store) return;
  figure.dataset.ready = "";
  const data = JSON.parse(store.textContent);
  const frame = figure.querySelector(".mt-frame");
  const controls = data.names.map((name) => figure.querySelector(`[data-name="${name}"]`));

  const place = (control) => (control.tagName === "SELECT" ? control.selectedIndex : Number(control.value));

  function fit(control, values) {
    const chosen = Math.max(0, Math.min(place(control), values.length - 1));
    if (control.tagName === "SELECT") {
      if (Array.from(control.options, (option) => option.text).join("\n") !== values.join("\n")) {
        control.replaceChildren(...values.map((value) => new Option(value)));
      }
      control.selectedIndex = chosen;
    } else {
      control.max = values.length - 1;
      control.value = chosen;
      control.setAttribute("aria-valuetext", values[chosen]);
      control.parentElement.querySelector("output").textContent = values[chosen];
    }
    control.parentElement.hidden = values.length < 2;
    return chosen;
  }

  function draw() {
    let branch = data.tree;
    for (const control of controls) branch = branch.next[fit(control, branch.values)];
    frame.innerHTML = data.frames[branch].map((line) => data.lines[line]).join("\n");
  }

  controls.forEach((control) => control.addEventListener("input", draw));
  figure.querySelector(".mt-controls").hidden = controls.length === 0;
  draw();
});
