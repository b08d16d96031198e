// The towns as they are on screen, as one picture: the same canvases, with clock, key and numbers, twice as fine.
const FINE = 2, EDGE = 24, GAP = 32, LINE = 22;

// crowd: the component of the towns, with its panels, its numbers and its colours. Gives a canvas.
export function picture(crowd) {
  const { header, panels } = crowd, side = 460, high = side * header.height;
  const width = 2 * EDGE + header.schedules.length * side + (header.schedules.length - 1) * GAP;
  const style = getComputedStyle(crowd.$el), colour = (name) => style.getPropertyValue(name).trim();
  const page = document.createElement("canvas"), pen = page.getContext("2d");
  const said = document.querySelector("[data-strayed]")?.textContent.trim() ?? "";
  const asked = document.querySelector(".fold > summary")?.childNodes[1]?.textContent.trim() ?? "";
  const notes = [asked, said, header.apart].flatMap((words) => wrapped(pen, words, width - 2 * EDGE));
  page.width = FINE * width;
  page.height = FINE * (EDGE + 5 * LINE + 52 + high + 16 + LINE * (notes.length + 1));
  pen.scale(FINE, FINE);
  const write = (words, x, y, size = 14, ink = "--ink", weight = 400) => {
    pen.font = `${weight} ${size}px Roboto, sans-serif`;
    pen.fillStyle = colour(ink);
    pen.fillText(words, x, y);
    return x + pen.measureText(words).width;
  };
  pen.fillStyle = colour("--paper"); pen.fillRect(0, 0, width, page.height);
  write(crowd.clock, EDGE, EDGE + 14, 18, "--ink", 500);
  keys(crowd).forEach((row, line) => {
    let x = EDGE;
    for (const { form, fill, stroke, words } of row) {
      const path = new Path2D(form);
      pen.save(); pen.translate(x, EDGE + 30 + line * LINE);
      if (fill) { pen.fillStyle = fill; pen.fill(path, "evenodd"); } else { pen.strokeStyle = stroke; pen.lineWidth = 1.8; pen.stroke(path); }
      pen.restore();
      x = write(words, x + 18, EDGE + 40 + line * LINE, 13, "--pale") + 16;
    }
  });
  const top = EDGE + 30 + 3 * LINE;
  header.schedules.forEach((schedule, k) => {
    const left = EDGE + k * (side + GAP);
    write(schedule.label, left, top + 14, 15, "--ink", 500);
    write(crowd.results(k), left, top + 36, 13, "--pale");
    pen.drawImage(panels[k].canvas, left, top + 52 - side * (1 - header.height) / 2, side, side);
    pen.textAlign = "center";
    for (const one of header.communities)
      write(one.name, left + side * (0.5 + 0.49 * one.x), top + 52 + high / 2 - side * 0.49 * (one.y + 1.04 * one.radius) - 2, 10, "--pale");
    pen.textAlign = "left";
  });
  notes.forEach((line, k) => write(line, EDGE, top + 52 + high + 16 + LINE * (k + 0.5), 12, "--pale"));
  return page;
}

function keys(crowd) {  // rows of forms with their words: of people, and of influencers
  const { header } = crowd, dot = crowd.forms[0], { end } = header.trust, shades = header.trust.colours;
  const people = crowd.colour === "stage"
    ? header.stages.map((words, k) => ({ form: crowd.stageForms[k], fill: crowd.css[k], words }))
    : [[crowd.css[0], "never reached"], [shades[0], `trust ${crowd.signed(-end)} or less`], [shades[(shades.length - 1) / 2], "as before"],
      [shades[shades.length - 1], `trust ${crowd.signed(end)} or more`]].map(([fill, words]) => ({ form: dot, fill, words }));
  const tiers = crowd.tiers.map((tier) => ({ form: crowd.forms[crowd.formOf(tier, header)], stroke: header.tiers[tier], words: `${tier} influencer` }));
  return [people, [...tiers, { form: "M0 6h12", stroke: crowd.css[0], words: `passed on in the last ${header.lines.hours} h` }]];
}

function wrapped(pen, words, width) {
  pen.font = "12px Roboto, sans-serif";
  const lines = [];
  for (const word of words.split(" ").filter(Boolean)) {
    const line = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && pen.measureText(line).width < width) lines[lines.length - 1] = line; else lines.push(word);
  }
  return lines;
}
