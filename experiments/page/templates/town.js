// A town as it is drawn, and what a run did to its people hour by hour, read from the events of the run.
"use strict";

const FIRST = 1, ENGAGED = 2, SHARED = 4, CLICKED = 8, BOUGHT = 16, OVERDOSE = 32, FOLLOWED = 64, WROTE = 128;
const [AWARE, CONSIDERING, CUSTOMER, LOYAL] = [1, 2, 3, 4];

// The events of a run, one by one.
class Events {
  constructor(kernels, { events, count }) {
    Object.assign(this, { count, size: kernels.sizes.event, at: kernels.fields.event });
    this.view = new DataView(events.buffer, events.byteOffset, events.byteLength);
  }
  hour(k) { return this.view.getUint16(k * this.size + this.at.hour, true); }
  person(k) { return this.view.getUint32(k * this.size + this.at.person, true); }
  post(k) { return this.view.getUint32(k * this.size + this.at.post, true); }
  via(k) { return this.view.getUint32(k * this.size + this.at.via, true); }
  outcome(k) { return this.view.getUint8(k * this.size + this.at.outcome); }
  trust(k) { return this.view.getUint16(k * this.size + this.at.trust, true); }
}

// Everybody's stage and trust at the end of an hour. Nobody falls back from a stage.
class Replay {
  constructor(kernels, people, run, trustBefore) {
    Object.assign(this, { kernels, people, run, trustBefore });
    this.events = new Events(kernels, run);
    this.organicHour = new Map(run.ending.organic.map(([hour, person]) => [person, hour]));
    this.reset();
  }

  reset() {
    this.hour = -1;
    this.next = this.nextOrganic = 0;
    this.stage = new Uint8Array(this.people);
    this.trust = this.trustBefore.slice();
    this.counts = [this.people, 0, 0, 0, 0];
    this.bought = new Set();
    this.totals = new Float64Array(this.kernels.tally.length);
    this.changed = null;  // everybody
  }

  // Goes to the end of an hour; `changed` are the people who changed on the way, null for everybody.
  go(hour) {
    if (hour < this.hour) this.reset(); else if (this.changed) this.changed.clear(); else this.changed = this.hour < 0 ? null : new Set();
    while (this.hour < hour) this.step();
  }

  step() {
    const hour = this.hour += 1, { events, run } = this, n = this.kernels.tally.length;
    for (; this.next < events.count && events.hour(this.next) === hour; this.next += 1) this.happen(this.next, hour);
    const { organic } = run.ending;
    for (; this.nextOrganic < organic.length && organic[this.nextOrganic][0] <= hour; this.nextOrganic += 1) {
      const person = organic[this.nextOrganic][1];
      if (this.stage[person]) this.rise(person, CUSTOMER);
    }
    for (let k = 0; k < n; k += 1) this.totals[k] += run.hourly[hour * n + k];
  }

  happen(k, hour) {
    const { events } = this, person = events.person(k), outcome = events.outcome(k);
    const organic = (this.organicHour.get(person) ?? Infinity) <= hour;
    if (outcome & FIRST) this.rise(person, organic ? CUSTOMER : AWARE);
    if (outcome & (ENGAGED | CLICKED)) this.rise(person, CONSIDERING);
    if (outcome & BOUGHT) {
      this.rise(person, organic || this.bought.has(person) ? LOYAL : CUSTOMER);
      this.bought.add(person);
    }
    this.trust[person] = events.trust(k);
    this.changed?.add(person);
  }

  rise(person, stage) {
    const before = this.stage[person];
    if (before >= stage) return;
    this.counts[before] -= 1;
    this.counts[stage] += 1;
    this.stage[person] = stage;
    this.changed?.add(person);
  }

  total(name) { return this.totals[this.kernels.tally.indexOf(name)]; }
}

// The picture of a town under one launch.
class Picture {
  constructor(canvas, lesson, world, launch, places) {
    Object.assign(this, { canvas, lesson, world, launch, places, drawn: null });
  }

  // Fits the canvas to its place on the page; false where it fits already.
  fit() {
    const width = Math.round(Math.min(1400, this.canvas.clientWidth * devicePixelRatio)) || 1;
    if (this.canvas.width === width && this.pixels) return false;
    const height = Math.max(1, Math.round(width * this.world.height));
    Object.assign(this.canvas, { width, height });
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.dot = Math.max(1, Math.floor(0.55 * width / Math.sqrt(this.lesson.people)));
    const n = this.lesson.people, scale = 0.49 * width / this.lesson.coordinate;
    this.first = new Uint32Array(n);
    for (let person = 0; person < n; person += 1) {
      const x = Math.round(width / 2 + this.places[2 * person] * scale), y = Math.round(height / 2 - this.places[2 * person + 1] * scale);
      const furthest = this.dot + 1;  // of whoever was reached, who is drawn larger
      this.first[person] = Math.min(height - furthest, Math.max(0, y)) * width + Math.min(width - furthest, Math.max(0, x));
    }
    return true;
  }

  // Draws the hour of a replay. `look` has the colours of stages and shades, and by which people are coloured.
  draw(replay, look) {
    const all = this.fit() || this.drawn !== look.key || replay.changed === null;
    this.drawn = look.key;
    if (all) {
      this.pixels.fill(0);
      for (const reached of [false, true]) {  // in front of all others
        for (let person = 0; person < this.lesson.people; person += 1) {
          if (replay.stage[person] > 0 === reached) this.paint(person, replay, look);
        }
      }
    } else {
      for (const person of replay.changed) this.paint(person, replay, look);
    }
    const context = this.canvas.getContext("2d");
    context.putImageData(this.image, 0, 0);
    this.drawMarks(context, replay.hour, look);
  }

  paint(person, replay, look) {
    const colour = look.of(replay, person), { width } = this.canvas, from = this.first[person];
    const size = this.dot + (replay.stage[person] > 0 ? 1 : 0);
    for (let y = 0; y < size; y += 1) this.pixels.fill(colour, from + y * width, from + y * width + size);
  }

  drawMarks(context, hour, look) {
    const { width, height } = this.canvas, scale = 0.49 * width;
    context.lineWidth = Math.max(1, width / 400);
    context.textAlign = "center";
    for (const { x, y, radius, tier, hours, count } of this.launch.marks) {
      context.beginPath();
      context.arc(width / 2 + x * scale, height / 2 - y * scale, Math.max(2, radius * scale), 0, 7);
      context.strokeStyle = this.lesson.tiers[tier];
      if (hours.some((posted) => posted <= hour && hour < posted + 24)) { context.fillStyle = this.lesson.tiers[tier]; context.fill(); }
      context.globalAlpha = hours.some((posted) => posted <= hour) ? 1 : 0.5;
      context.stroke();
      context.globalAlpha = 1;
      if (count > 1) this.write(context, count, width / 2 + x * scale, height / 2 - y * scale, look);
    }
    context.fillStyle = look.ink;
    context.font = `${Math.max(9, Math.round(width / 48))}px system-ui, sans-serif`;
    for (const { name, x, y, radius } of this.world.communities) {
      context.fillText(name, width / 2 + x * scale, height / 2 - (y + 1.04 * radius) * scale, 2.4 * radius * scale);
    }
    if (look.chosen === null) return;
    const at = this.first[look.chosen], x = at % width + this.dot / 2, y = Math.floor(at / width) + this.dot / 2;
    context.strokeStyle = look.ink;
    context.lineWidth = Math.max(2, width / 250);
    context.beginPath();
    context.arc(x, y, Math.max(6, width / 60), 0, 7);
    context.stroke();
  }

  // How many a mark stands for, on paper so that it is read on any colour.
  write(context, count, x, y, look) {
    const size = Math.max(9, Math.round(this.canvas.width / 48));
    context.font = `bold ${size}px system-ui, sans-serif`;
    context.fillStyle = look.paper;
    const wide = context.measureText(count).width + 0.4 * size;
    context.fillRect(x - wide / 2, y - 0.6 * size, wide, 1.2 * size);
    context.fillStyle = look.ink;
    context.fillText(count, x, y + 0.36 * size);
  }

  // The person nearest to a place on the canvas, of 0 to 1 across and down.
  at(across, down) {
    const x = across * this.canvas.width, y = down * this.canvas.height, { width } = this.canvas;
    let best = 0, least = Infinity;
    this.first.forEach((at, person) => {
      const away = (at % width + this.dot / 2 - x) ** 2 + (Math.floor(at / width) + this.dot / 2 - y) ** 2;
      if (away < least) [best, least] = [person, away];
    });
    return best;
  }
}
