// The "+" of Wagtail's lists and bodies says what it adds: see `core.blocks.add_words`.
document.addEventListener("DOMContentLoaded", () => {
  const LISTS = "[data-streamfield-list-container], [data-streamfield-stream-container]";
  const say = () => {
    for (const button of document.querySelectorAll(".c-sf-add-button:not(:has(> .add-words))")) {
      const list = button.closest(LISTS);
      const words = list?.parentElement.dataset.addWords || button.title;
      button.title = words;
      const said = document.createElement("span");
      said.className = "add-words";
      said.textContent = words;
      button.append(said);
    }
  };
  say();
  for (const field of document.querySelectorAll("form[data-edit-form]")) {
    new MutationObserver(say).observe(field, { childList: true, subtree: true });
  }
});
