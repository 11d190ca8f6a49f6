/** Leaves empty fields out of the address that a search or filter form leads to. */

/** Keep what says something; each name in its first place, values in their order. */
export function withoutEmpty(data) {
  for (const name of new Set([...data.keys()])) {
    const stated = data.getAll(name).filter((value) => value !== "");
    data.delete(name);
    for (const value of stated) data.append(name, value);
  }
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-short-address]")) {
    form.addEventListener("formdata", ({ formData }) => withoutEmpty(formData));
  }
}
