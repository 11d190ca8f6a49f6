// While names are being looked up, Enter must not choose one of the old list.
document.addEventListener("input", (event) => {
  if (!event.target.matches(".select2-search__field")) return;
  for (const option of document.querySelectorAll(".select2-results__option--highlighted")) {
    option.classList.remove("select2-results__option--highlighted");
  }
});
