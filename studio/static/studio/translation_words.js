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
  editor.dataset.props = JSON.stringify(props);
});
