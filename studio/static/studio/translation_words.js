// The editor of translations shows words as HTML: "Q &amp; A". A character that may be typed as it
// is stands as it is here. "&lt;b&gt;" stays: typed as "<b>" it would be taken for a tag and lost.
document.addEventListener("DOMContentLoaded", () => {
  const editor = document.querySelector(".js-translation-editor");
  if (!editor) return;
  const readable = (words) => {
    const text = words.replace(/&lt;(?![a-z/!?])/gi, "<");
    const free = text.includes("&lt;") ? text : text.replaceAll("&gt;", ">");
    return free.replace(/&amp;(?![\w#])/g, "&");
  };
  const props = JSON.parse(editor.dataset.props);
  for (const segment of props.segments) {
    if (segment.type === "string") segment.source = readable(segment.source);
  }
  // Our words for its buttons. In a course the last of them, which is drawn large, is never
  // "Delete" (the menu of the title has it): it leads back, in the place of an alias.
  const ours = JSON.parse(document.getElementById("translation-words")?.textContent || "null");
  if (ours) {
    window.django = window.django || {};
    window.django.catalog = Object.assign(window.django.catalog || {}, ours.words);
    if (ours.overview) {
      props.perms.canDelete = false;
      props.links.convertToAliasUrl = ours.overview;
    }
  }
  editor.dataset.props = JSON.stringify(props);
});
