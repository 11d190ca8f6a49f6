// The boxes that complete names: named for screen readers, and slow to choose.

function nameBoxes() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    const label = select.labels[0]?.textContent ?? select.getAttribute("aria-label");
    if (!box || box.id || !label) continue;
    box.id = `${select.id}_choice`;
    box.setAttribute("aria-label", label);
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", label);
    // Its own name, then what is chosen: plain text, whatever the library calls it.
    box.setAttribute("aria-labelledby", `${box.id} ${box.getAttribute("aria-labelledby")}`);
    const chosen = box.querySelector(".select2-selection__rendered");
    for (const name of ["role", "aria-readonly"]) chosen.removeAttribute(name);
  }
}

// After the admin's own script, which makes the boxes in the same way.
globalThis.django?.jQuery?.(nameBoxes);
document.addEventListener("formset:added", nameBoxes);

// While names are being looked up, Enter must not choose one of the old list.
document.addEventListener("input", (event) => {
  if (!event.target.matches(".select2-search__field")) return;
  for (const option of document.querySelectorAll(".select2-results__option--highlighted")) {
    option.classList.remove("select2-results__option--highlighted");
  }
});
