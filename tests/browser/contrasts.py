"""How well the words of a page stand out from what is behind them."""

# Each text's contrast (WCAG 2.2) with the first opaque colour behind it; pictures have no background of their own.
CONTRASTS = """
const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
const luminance = (colour) => channels(colour).slice(0, 3).map((c) => c / 255)
  .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const behind = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor, parts = channels(colour);
    if (parts.length === 3 || parts[3] === 1) return colour;
  }
  return "rgb(255, 255, 255)";
};
const found = [];
for (const element of document.body.querySelectorAll("*")) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own || !element.getClientRects().length || element.tagName === "SCRIPT") continue;
  const style = getComputedStyle(element), colour = element.tagName === "text" ? style.fill : style.color;
  const [dark, light] = [luminance(colour), luminance(behind(element))].sort((a, b) => a - b);
  found.push([(light + 0.05) / (dark + 0.05), element.textContent.trim().slice(0, 60), colour, behind(element)]);
}
return found;
"""
