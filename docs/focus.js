// A block of code that is wider than the page can be moved by the keyboard, too.
document.querySelectorAll(".md-typeset pre").forEach((block) => { block.tabIndex = 0; });
