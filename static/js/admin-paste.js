// A text or file beyond the limit is refused before it is sent: what was typed stays.
function sizeOf(box) {
  return box.files ? (box.files[0]?.size ?? 0) : new Blob([box.value]).size;
}

function fits(box) {
  const [size, limit] = [sizeOf(box), Number(box.dataset.maxBytes)];
  const said = (number) => number.toLocaleString("en");
  box.setCustomValidity(
    size > limit ? `This has ${said(size)} bytes; the limit is ${said(limit)}.` : "",
  );
  return box.reportValidity();
}

document.addEventListener("submit", (event) => {
  const limited = [...event.target.querySelectorAll("[data-max-bytes]")];
  if (!limited.every(fits)) event.preventDefault();
});
document.addEventListener("change", (event) => {
  if (event.target.dataset.maxBytes) fits(event.target);
});
