/** Leaves empty fields and defaults out of the address that a form leads to. */

/** Keep what says something; each name in its first place, values in their order. */
export function withoutEmpty(data) {
  for (const name of new Set([...data.keys()])) {
    const stated = data.getAll(name).filter((value) => value !== "");
    data.delete(name);
    for (const value of stated) data.append(name, value);
  }
}

/** Drop what a field has anyway, where it is the only one of its name. */
export function withoutDefaults(data, defaults) {
  for (const [name, value] of Object.entries(defaults)) {
    if (data.getAll(name).join() === value) data.delete(name);
  }
}

const defaultsOf = (form) =>
  Object.fromEntries(
    [...form.querySelectorAll("[data-default]")].map((one) => [one.name, one.dataset.default]),
  );

if (typeof document !== "undefined") {
  // At the document, since scripts put forms in place of others.
  document.addEventListener("formdata", ({ target, formData }) => {
    if (!target.matches("form[data-short-address]")) return;
    withoutEmpty(formData);
    withoutDefaults(formData, defaultsOf(target));
  });
}
