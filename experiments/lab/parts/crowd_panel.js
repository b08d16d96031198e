// One town under one schedule, drawn with WebGL: dots for a hundred thousand people, lines for what they pass on,
// marks for influencers. The hour decides what is seen; nothing is drawn or handed over twice.
const PEOPLE = [`
attribute vec2 place; attribute float shade; uniform float size, middle; uniform vec3 colours[12]; varying vec3 colour; varying float kind;
void main() {
  float weight = middle == 0.0 ? min(shade, 3.0) : shade == 0.0 ? 0.0 : 1.0 + abs(shade - middle) / middle;
  float depth = middle == 0.0 ? shade : weight;
  gl_Position = vec4(place * 0.98, depth * 0.01, 1.0);
  gl_PointSize = size * (1.0 + 0.35 * weight);
  colour = colours[int(shade + 0.5)];
  kind = middle == 0.0 ? shade : 0.0;
}`, `
precision mediump float; varying vec3 colour; varying float kind;
void main() {  // by stage a disc, a square for the considering, a diamond for customers, with a hole for the loyal
  vec2 at = abs(gl_PointCoord - 0.5);
  float away = kind < 1.5 ? length(at) : kind < 2.5 ? 1.15 * max(at.x, at.y) : at.x + at.y;
  if (away > 0.5 || (kind > 3.5 && away < 0.2)) discard;
  gl_FragColor = vec4(colour, 1.0);
}`];
const LINES = [`
attribute vec2 place; attribute vec2 when; uniform float hour, fade, strength; varying float alpha;
void main() {
  gl_Position = vec4(place * 0.98, 0.0, 1.0);
  alpha = strength * (1.0 - (hour - when.x) / fade) * mix(0.25, 1.0, when.y);  // pale where it comes from
}`, `
precision mediump float; uniform vec3 ink; varying float alpha;
void main() { gl_FragColor = vec4(ink, 1.0) * alpha; }`];
const MARKS = [`
attribute vec2 place; attribute float radius, state, shape; attribute vec3 tint; uniform float side, least; varying vec3 colour; varying float kind, across, form;
void main() {
  gl_Position = vec4(place * 0.98, 0.0, state < 0.0 ? -9.0 : 1.0);
  across = max(least, radius * 0.98 * side) + 2.0;
  gl_PointSize = across; kind = state; colour = tint; form = shape;
}`, `
precision mediump float; uniform vec3 ink, paper; uniform float line; varying vec3 colour; varying float kind, across, form;
void main() {
  vec2 at = gl_PointCoord - 0.5, away = abs(at);
  float from = form < 0.5 ? length(at) : form < 1.5 ? 1.13 * max(away.x, away.y) : form < 2.5 ? away.x + away.y
    : 2.0 * max(at.y, 0.866 * away.x - 0.5 * at.y);
  float inside = (0.5 - from) * across;  // pixels from the rim
  float rim = kind > 1.5 && across < 9.0 * line ? 0.0 : max(line, 0.09 * across);  // the smallest are all colour
  float disc = clamp(inside, 0.0, 1.0), hole = clamp(inside - rim, 0.0, 1.0);
  if (kind > 2.5) { gl_FragColor = mix(vec4(paper, 1.0), vec4(ink, 1.0), clamp(inside - line, 0.0, 1.0)) * disc * (1.0 - clamp(inside - 3.0 * line, 0.0, 1.0)); return; }
  if (kind > 1.5) { gl_FragColor = vec4(mix(rim > 0.0 ? ink : colour, colour, hole), 1.0) * disc; return; }
  gl_FragColor = vec4(colour, 1.0) * (disc - hole) * (kind > 0.5 ? 0.9 : 0.5);
}`];
const YET_TO_POST = 0, SILENT = 1, POSTED = 2, CHOSEN = 3, HIDDEN = -1;
const RECENT_HOURS = 24, MARK = 8;  // numbers of a mark: place, radius, colour, state, shape
const TYPES = { float32: Float32Array, uint32: Uint32Array };

export const rgb = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255);

// The shapes of tiers in their order, and of the stages of people, as paths in a square of 12.
const DISC = "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z", SQUARE = "M1.6 1.6h8.8v8.8h-8.8z", DIAMOND = "M6 .5 11.5 6 6 11.5.5 6z";
export const FORMS = [DISC, SQUARE, DIAMOND, "M6 1 11.2 10.5H.8z"];
export const STAGE_FORMS = [DISC, DISC, SQUARE, DIAMOND, DIAMOND + "M6 3.8 3.8 6 6 8.2 8.2 6z"];
export const formOf = (tier, header) => Object.keys(header.tiers).indexOf(tier) % FORMS.length;

export function unpacked(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))), arrays = {};
  let at = 4 + length;
  for (const { name, kind, length: n } of header.arrays) {
    arrays[name] = new TYPES[kind](buffer, at, n);
    at += Math.ceil(arrays[name].byteLength / 4) * 4;
  }
  return { header, arrays };
}

class Replay {  // a value for each person at an hour, from the changes of all hours; rising ones never fall back
  constructor(starts, changes, people, rising) {
    Object.assign(this, { starts, changes, rising, values: new Uint8Array(people), counts: new Uint32Array(256) });
    this.rewind();
  }
  rewind() {
    this.next = 0; this.values.fill(0); this.counts.fill(0); this.counts[0] = this.values.length;
  }
  to(hour) {  // whether anything changed
    const end = this.starts[hour + 1], before = this.next;
    if (end < this.next) this.rewind();
    for (; this.next < end; this.next += 1) {
      const person = this.changes[this.next] & 0xffffff, value = this.changes[this.next] >>> 24, was = this.values[person];
      if (this.rising && value <= was) continue;
      this.counts[was] -= 1; this.counts[value] += 1; this.values[person] = value;
    }
    return end !== before;
  }
}

export class Panel {
  constructor(canvas, { header, arrays }, number, onLoss) {
    Object.assign(this, { canvas, header, places: arrays.places, influencers: header.schedules[number].marks });
    const of = (what) => [arrays[`${what} starts ${number}`], arrays[`${what} ${number}`]];
    this.replays = { stage: new Replay(...of("stages"), header.people, true), trust: new Replay(...of("shades"), header.people, false) };
    [this.lineStarts, this.lines] = of("lines");
    this.gained = arrays[`gained ${number}`];
    this.recommended = arrays[`recommended ${number}`];
    this.gl = canvas.getContext("webgl", { antialias: false, preserveDrawingBuffer: true });
    if (this.gl) this.prepare();
    canvas.addEventListener("webglcontextlost", (event) => { event.preventDefault(); this.gl = null; onLoss(); });
  }
  prepare() {
    const gl = this.gl;
    const program = ([vertex, fragment]) => {
      const made = gl.createProgram(), places = { made };
      for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
        const shader = gl.createShader(kind);
        gl.shaderSource(shader, source); gl.compileShader(shader); gl.attachShader(made, shader);
      }
      gl.linkProgram(made);
      for (const [, name] of (vertex + fragment).matchAll(/(?:attribute|uniform) \w+ ([^;[]+)/g))
        for (const one of name.split(", ")) places[one] = gl.getUniformLocation(made, one) ?? gl.getAttribLocation(made, one);
      return places;
    };
    const buffer = (array) => {
      const made = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, made); gl.bufferData(gl.ARRAY_BUFFER, array, gl.DYNAMIC_DRAW);
      return made;
    };
    this.programs = { people: program(PEOPLE), lines: program(LINES), marks: program(MARKS) };
    const ends = new Float32Array(4 * this.lines.length);  // x, y, hour, 0 at the sharer and 1 at the reader
    for (let hour = 0; hour < this.header.hours; hour += 1)
      for (let i = 2 * this.lineStarts[hour]; i < 2 * this.lineStarts[hour + 1]; i += 1)
        ends.set([this.places[2 * this.lines[i]], this.places[2 * this.lines[i] + 1], hour, i % 2], 4 * i);
    this.marks = new Float32Array(MARK * (this.influencers.length + 1));  // the last is the ring about the chosen
    this.influencers.forEach((one, i) => this.marks.set([one.x, one.y, one.radius, ...rgb(this.header.tiers[one.tier]), 0, formOf(one.tier, this.header)], MARK * i));
    this.buffers = { places: buffer(this.places), shades: buffer(this.replays.stage.values), ends: buffer(ends), marks: buffer(this.marks) };
    gl.enable(gl.BLEND); gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA); gl.depthFunc(gl.GEQUAL); gl.clearDepth(0.0);
  }
  show(look) {  // look: hour, colour ("stage" or "trust"), chosen, and the colours of the page; whether it drew
    const side = Math.round(this.canvas.clientWidth * devicePixelRatio), before = this.shown ?? {};
    if (side === before.side && Object.keys(look).every((key) => look[key] === before[key])) return false;
    this.replays.stage.to(look.hour);
    const stale = this.replays[look.colour].to(look.hour) || look.colour !== before.colour || look.hour !== before.hour;
    this.shown = { ...look, side };
    if (!this.gl) return true;
    if (this.canvas.width !== side) { this.canvas.width = side; this.canvas.height = side; }
    const gl = this.gl;
    gl.viewport(0, 0, side, side);
    gl.clearColor(0, 0, 0, 0); gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    this.drawPeople(look, side, stale);
    gl.disable(gl.DEPTH_TEST);
    this.drawLines(look);
    this.drawMarks(look, side);
    return true;
  }
  use(program, buffer, kind, stride, ...attributes) {  // attributes: name, numbers, offset in bytes
    const gl = this.gl;
    gl.useProgram(program.made); gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    for (const [name, numbers, offset] of attributes) {
      gl.enableVertexAttribArray(program[name]); gl.vertexAttribPointer(program[name], numbers, kind, false, stride, offset);
    }
  }
  dot(side) { return Math.max(1.5, side * 0.62 / Math.sqrt(this.header.people)); }
  drawPeople(look, side, stale) {
    const gl = this.gl, program = this.programs.people;
    this.use(program, this.buffers.places, gl.FLOAT, 0, ["place", 2, 0]);
    this.use(program, this.buffers.shades, gl.UNSIGNED_BYTE, 0, ["shade", 1, 0]);
    if (stale) gl.bufferSubData(gl.ARRAY_BUFFER, 0, this.replays[look.colour].values);
    gl.uniform3fv(program.colours, look.palette);
    gl.uniform1f(program.middle, look.colour === "trust" ? (this.header.trust.colours.length + 1) / 2 : 0);
    gl.uniform1f(program.size, this.dot(side));
    gl.enable(gl.DEPTH_TEST);
    gl.drawArrays(gl.POINTS, 0, this.header.people);
  }
  drawLines(look) {
    const gl = this.gl, program = this.programs.lines, fade = this.header.lines.hours;
    const first = this.lineStarts[Math.max(0, look.hour + 1 - fade)], count = this.lineStarts[look.hour + 1] - first;
    if (!count) return;
    this.use(program, this.buffers.ends, gl.FLOAT, 16, ["place", 2, 0], ["when", 2, 8]);
    gl.uniform3fv(program.ink, look.ink);
    gl.uniform1f(program.hour, look.hour); gl.uniform1f(program.fade, fade);
    gl.uniform1f(program.strength, Math.min(0.9, 0.2 + 40 / count));  // many at once are each paler
    gl.drawArrays(gl.LINES, 2 * first, 2 * count);
  }
  drawMarks(look, side) {
    const gl = this.gl, program = this.programs.marks, chosen = MARK * this.influencers.length;
    this.influencers.forEach((one, i) => {
      const out = one.hours.filter((hour) => hour <= look.hour);
      this.marks[MARK * i + 6] = !out.length ? YET_TO_POST : look.hour - out[out.length - 1] < RECENT_HOURS ? POSTED : SILENT;
    });
    this.marks[chosen + 6] = HIDDEN;
    const ring = this.ring(look.chosen, side);
    if (ring) this.marks.set([...ring, 0, 0, 0, CHOSEN], chosen);
    this.use(program, this.buffers.marks, gl.FLOAT, 4 * MARK, ["place", 2, 0], ["radius", 1, 8], ["tint", 3, 12], ["state", 1, 24], ["shape", 1, 28]);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, this.marks);
    gl.uniform3fv(program.ink, look.ink); gl.uniform3fv(program.paper, look.paper);
    gl.uniform1f(program.side, side); gl.uniform1f(program.least, 4 * devicePixelRatio);
    gl.uniform1f(program.line, Math.max(1, devicePixelRatio));
    gl.drawArrays(gl.POINTS, 0, this.influencers.length + 1);
  }
  ring(chosen, side) {  // x, y and radius of the ring about whoever was chosen, or nothing
    if (chosen?.person !== undefined)
      return [this.places[2 * chosen.person], this.places[2 * chosen.person + 1], (1.6 * this.dot(side) + 12 * devicePixelRatio) / side];
    const one = this.influencers.find(({ who }) => who === chosen?.influencer);
    return one && [one.x, one.y, one.radius + 10 * devicePixelRatio / side];
  }
  at(x, y) {  // who is at this place of the canvas, from -1 to 1: an influencer whose mark it is, or the nearest person
    const slack = 6 / this.canvas.clientWidth;
    let best = -1, least = slack;
    this.influencers.forEach((one, i) => {
      const gap = Math.hypot(one.x * 0.98 - x, one.y * 0.98 - y) - one.radius * 0.98;
      if (gap < least) { least = gap; best = i; }
    });
    if (best >= 0) return { influencer: this.influencers[best].who };
    least = Infinity;
    for (let i = 0; i < this.header.people; i += 1) {
      const gap = (this.places[2 * i] * 0.98 - x) ** 2 + (this.places[2 * i + 1] * 0.98 - y) ** 2;
      if (gap < least) { least = gap; best = i; }
    }
    return { person: best };
  }
}
