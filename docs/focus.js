// What is wider than the page, code or a table, can be moved by the keyboard, too. The theme wraps tables while it loads.
window.addEventListener("load", () => {
  document.querySelectorAll(".md-typeset pre, .md-typeset__scrollwrap").forEach((part) => { part.tabIndex = 0; });
});
