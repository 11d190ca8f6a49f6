/** Suggests records while somebody types into a search box; "/" leads to the box. */

const WAIT = 150, SHORTEST = 2;

/** Return the place of the active option after a key, or null for none. */
export function moved(key, place, many) {
  if (!many) return null;
  if (key === "ArrowDown") return place === null ? 0 : (place + 1) % many;
  if (key === "ArrowUp") return place === null ? many - 1 : (place + many - 1) % many;
  return null;
}

/** Say whether a "/" that is typed means the search box: not within another box. */
export function leadsToSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return false;
  return !event.target.closest("input, textarea, select, [contenteditable]");
}

/** Return the address of the suggestions for what the form would send. */
export function addressOf(source, data) {
  const query = new URLSearchParams([...data].filter(([, value]) => value !== ""));
  return `${source}?${query}`;
}

const optionOf = (document, id, { kind, text, address }) => {
  const option = document.createElement("li");
  Object.assign(option, { id, role: "option" }).dataset.address = address;
  const label = Object.assign(document.createElement("span"), { textContent: kind });
  option.append(label, ` ${text}`);
  return option;
};

/** Make ``input`` a combobox over ``list``, which ``fetcher`` fills. */
export function suggestFor(input, list, fetcher, go) {
  const { form, ownerDocument: document } = input;
  let place = null, timer, pending;
  const roles = { "role": "combobox", "aria-controls": list.id, "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);

  const activate = (next) => {
    place = next;
    [...list.children].forEach((one, at) => (one.ariaSelected = String(at === place)));
    const active = list.children[place ?? -1];
    input.setAttribute("aria-activedescendant", active?.id ?? "");
    active?.scrollIntoView({ block: "nearest" });
  };
  const show = (found) => {
    list.replaceChildren(...found.map((one, at) => optionOf(document, `${list.id}-${at}`, one)));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    activate(null);
  };
  const close = () => {
    clearTimeout(timer);
    pending?.abort();
    show([]);
  };
  const ask = async () => {
    pending?.abort();
    const mine = (pending = new AbortController());
    const address = addressOf(input.dataset.suggestions, new FormData(form));
    const found = await fetcher(address, mine.signal).catch(() => []);
    if (!mine.signal.aborted) show(found);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < SHORTEST) close();
    else timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const next = moved(event.key, place, list.children.length);
    if (next !== null) activate(next);
    else if (event.key === "Enter" && place !== null) go(list.children[place].dataset.address);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // Before the box loses the focus, which would close the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => go(target.closest("li").dataset.address));
  show([]);
}

const suggestions = async (address, signal) => {
  const answer = await fetch(address, { signal });
  return answer.ok ? (await answer.json()).suggestions : [];
};

if (typeof document !== "undefined") {
  const input = document.querySelector(".site-search input[type=search]");
  const list = input.form.querySelector("[role=listbox]");
  suggestFor(input, list, suggestions, (address) => location.assign(address));
  document.addEventListener("keydown", (event) => {
    if (!leadsToSearch(event)) return;
    event.preventDefault();
    input.focus();
  });
}
