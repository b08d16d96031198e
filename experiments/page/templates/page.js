// The page: towns side by side, how the hour moves, what a visitor changes, and what comes of it.
"use strict";

const $ = (id) => document.getElementById(id);
const whole = (number) => Math.round(number).toLocaleString("en").replace("-", "−");
// Three digits of a number that is no count, such as a mean.
const rounded = (number) => (Math.abs(number) >= 100 ? whole(number) : number.toFixed(Math.abs(number) >= 10 ? 1 : 2).replace("-", "−"));
const withSign = (number, decimals) => (number < 0 ? "−" : "+") + Math.abs(number).toFixed(decimals);
const signed = (number) => (number > 0 ? "+" : "") + rounded(number);

function made(tag, words, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), properties);
  if (words !== null) element.textContent = words;
  element.append(...inside);
  return element;
}

class Page {
  constructor(lesson, engine, bytes) {
    const { asked, problems } = askedIn(location.hash, lesson);
    Object.assign(this, { lesson, engine, bytes, asked, playing: false, chosen: null, ask: 0, frames: 0 });
    if (problems.length) say(`The address asks for what this page does not have (${problems.join("; ")}). What it could read is shown.`);
    this.asked.hour = Math.min(this.asked.hour, 24 * lesson.days - 1);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.build();
    this.listen();
    this.play();
  }

  // ---- What is on the page ----

  build() {
    const { lesson } = this, { launches } = lesson.worlds[0];
    lesson.worlds.forEach((_, k) => $("town").append(made("option", `${k + 1}`, { value: k })));
    const each = lesson.worlds.length === 2 ? "both" : `each of the ${lesson.worlds.length}`;
    $("over").append(made("option", "this town", { value: "town" }), made("option", `${each} towns`, { value: "towns" }));
    $("in-towns").hidden = lesson.worlds.length === 1;
    $("luck").max = lesson.lucks.most;
    $("hour").max = 24 * lesson.days - 1;
    this.figures = launches.map((launch, k) => {
      const canvas = made("canvas", null, { tabIndex: 0 });
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `The town under ${launch.label}; its numbers stand in the table below. Space plays and pauses, arrows move the hour.`);
      canvas.dataset.launch = k;
      $("towns").append(made("figure", null, {}, made("figcaption", `${launch.label}: ${launch.spent}`), canvas));
      $("under").append(made("option", launch.label, { value: k }));
      return canvas;
    });
    const head = made("tr", null, {}, made("th", "At this hour", { scope: "col" }), ...launches.map(({ label }) => made("th", label, { scope: "col" })));
    $("numbers").tHead.append(head);
    this.buildKey();
    this.buildControls();
    this.buildTries();
    this.plane = new Plane($("plane"), $("virality"), $("costs-trust"));
    $("person").max = lesson.people - 1;
  }

  buildKey() {
    const { lesson, asked } = this, colours = this.stageColours();
    const [less, same, more] = lesson.trust_colours;
    const entries = asked.by === "stage" ? lesson.stages.map((stage, k) => [colours[k], stage])
      : [[colours[0], "not reached"], [less, "trusts less than before"], [same, "as before"], [more, "trusts more than before"]];
    const tiers = Object.keys(lesson.tiers).filter((tier) => lesson.worlds[0].launches.some((one) => one.influencers.some((who) => who.tier === tier)));
    const mark = (kind, colour, words) => {
      const dot = made("i", null, { className: kind });
      dot.style.setProperty("--colour", colour);
      return made("span", null, {}, dot, words);
    };
    $("key").replaceChildren(
      ...entries.map(([colour, words]) => mark("dot", colour, words)),
      ...tiers.map((tier) => mark("ring", lesson.tiers[tier], `${tier} influencer, filled for a day after a post`)),
    );
  }

  buildControls() {
    const { controls } = this.lesson;
    for (const slider of controls.sliders) {
      const input = made("input", null, { type: "range", min: 0, max: slider.stops.length - 1, step: 1, id: `set-${slider.name}` });
      const output = made("output", "", {});
      output.setAttribute("for", input.id);
      input.dataset.slider = slider.name;
      input.title = `${slider.meaning} (${slider.unit}; ${slider.standing})`;
      $("sliders").append(made("div", null, { className: "slider" }, made("label", `${slider.label} (${slider.unit})`, { htmlFor: input.id }), input, output));
    }
    for (const one of controls.switches) {
      const input = made("input", null, { type: "checkbox" });
      input.dataset.off = one.name;
      $("switches").append(made("label", null, {}, input, ` ${one.meaning}`));
    }
  }

  // A button of the lesson waits for a guess.
  buildTries() {
    for (const button of document.querySelectorAll("[data-try]")) {
      const { answer } = button.dataset, guess = document.querySelector(`[data-guess=${answer}]`);
      const there = !button.dataset.try || this.lesson.controls.switches.some((one) => one.name === button.dataset.try);
      const chosen = () => guess.querySelector(":checked")?.value;
      button.disabled = !there || !chosen();
      if (!there) $(answer).textContent = "In this launch there is nothing of that to switch off.";
      guess.onchange = () => { button.disabled = !there; };
      button.onclick = () => { $(answer).textContent = `You guessed: ${chosen()}. ${answerTo(button.dataset, this.lesson, this.engine, this.asked)}`; };
    }
  }

  // ---- What a visitor does ----

  listen() {
    const on = (id, kind, act) => { $(id)[`on${kind}`] = act; };
    on("play", "click", () => this.toggle());
    on("back", "click", () => this.go(this.asked.hour - 1));
    on("on", "click", () => this.go(this.asked.hour + 1));
    on("hour", "input", ({ target }) => this.go(Number(target.value)));
    on("by", "change", ({ target }) => { this.asked.by = target.value; this.buildKey(); this.go(this.asked.hour); });
    on("town", "change", ({ target }) => { this.asked.town = Number(target.value); this.play(); });
    on("luck", "change", ({ target }) => {
      const luck = Math.min(this.lesson.lucks.most, Math.max(1, Math.round(Number(target.value)) || 1));
      this.asked.luck = luck;
      this.play();
    });
    on("another", "click", () => { this.asked.luck = this.asked.luck % this.lesson.lucks.most + 1; this.play(); });
    on("reset", "click", () => { this.asked.off.clear(); this.asked.set.clear(); this.play(); });
    on("sliders", "input", ({ target }) => this.slide(target.dataset.slider, Number(target.value)));
    on("switches", "change", ({ target }) => {
      if (target.checked) this.asked.off.delete(target.dataset.off); else this.asked.off.add(target.dataset.off);
      this.play();
    });
    on("compare", "click", () => (this.comparing ? this.stopComparing("Stopped.") : this.compare()));
    on("over", "change", ({ target }) => { this.asked.over = target.value; this.forget(); this.go(this.asked.hour); });
    on("ask", "submit", (event) => { event.preventDefault(); this.tell(Number($("person").value), Number($("under").value)); });
    on("towns", "click", ({ target, offsetX, offsetY }) => {
      if (target.tagName !== "CANVAS") return;
      const k = Number(target.dataset.launch);
      this.tell(this.pictures[k].at(offsetX / target.clientWidth, offsetY / target.clientHeight), k);
    });
    on("towns", "keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key !== " " && !step) return;
      event.preventDefault();
      if (step) this.go(this.asked.hour + step); else this.toggle();
    });
    addEventListener("hashchange", () => this.goTo(location.hash));
    new ResizeObserver(() => this.draw()).observe($("towns"));
    this.dark.onchange = () => { this.buildKey(); this.draw(); };
  }

  goTo(hash) {
    if (hash === hashOf(this.asked)) return;
    const { asked, problems } = askedIn(hash, this.lesson);
    say(problems.length ? `The address asks for what this page does not have (${problems.join("; ")}). What it could read is shown.` : "");
    this.asked = asked;
    this.buildKey();
    this.play();
  }

  slide(name, stop) {
    const { base } = this.lesson.controls.sliders.find((one) => one.name === name);
    if (stop === base) this.asked.set.delete(name); else this.asked.set.set(name, stop);
    this.play();
  }

  // ---- Playing ----

  play() {
    const { lesson, engine, asked } = this, world = lesson.worlds[asked.town];
    const begun = performance.now();
    const runs = playedAs(engine, lesson, asked, asked.luck, true);
    this.took = performance.now() - begun;
    const trust = engine.trustBefore();
    const raw = lesson.bytes_of(world.places), places = new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
    this.trust = trust;
    this.replays = runs.map((run) => new Replay(lesson.kernels, lesson.people, run, trust));
    this.pictures = world.launches.map((launch, k) => new Picture(this.figures[k], lesson, world, launch, places));
    this.shade = shadeEnd(this.replays);
    this.chosen = null;
    $("story").replaceChildren();
    this.forget();
    this.show();
    this.go(asked.hour);
    document.body.dataset.played = `${Math.round(this.took)}`;
  }

  // Controls as asked.
  show() {
    const { asked, lesson } = this;
    $("town").value = asked.town;
    $("luck").value = asked.luck;
    $("by").value = asked.by;
    $("over").value = asked.over;
    for (const slider of lesson.controls.sliders) {
      const input = $(`set-${slider.name}`), stop = asked.set.get(slider.name) ?? slider.base;
      input.value = stop;
      input.setAttribute("aria-valuetext", `${slider.stops[stop]}`);
      input.nextSibling.textContent = `${slider.stops[stop]}${stop === slider.base ? " (as assumed)" : ""}`;
    }
    for (const input of $("switches").querySelectorAll("input")) input.checked = !asked.off.has(input.dataset.off);
  }

  go(hour) {
    const last = 24 * this.lesson.days - 1;
    this.asked.hour = Math.max(0, Math.min(last, hour));
    this.replays.forEach((replay) => replay.go(this.asked.hour));
    $("hour").value = this.asked.hour;
    $("hour").setAttribute("aria-valuetext", clock(this.asked.hour));
    $("clock").textContent = clock(this.asked.hour);
    this.draw();
    this.showNumbers();
    if (!this.playing) history.replaceState(null, "", hashOf(this.asked));
  }

  toggle() {
    this.playing = !this.playing;
    $("play").textContent = this.playing ? "Pause" : "Play";
    if (!this.playing) { this.go(this.asked.hour); return; }
    if (this.asked.hour >= 24 * this.lesson.days - 1) this.go(0);
    let last = performance.now(), exact = this.asked.hour;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;  // a step a second, and no film
    const tick = (now) => {
      if (!this.playing) return;
      exact += (now - last) / 1000 * Number($("speed").value);
      last = now;
      if (Math.floor(exact) !== this.asked.hour) this.go(Math.floor(exact));
      if (this.asked.hour >= 24 * this.lesson.days - 1) { this.toggle(); return; }
      if (still) setTimeout(() => tick(performance.now()), 1000); else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  // ---- Seeing ----

  stageColours() { return this.dark.matches ? ["#454c55", ...this.lesson.stage_colours.slice(1)] : this.lesson.stage_colours; }

  look() {
    const style = getComputedStyle(document.body), packedUp = (colour) => {
      const [r, g, b] = channels(colour);
      return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
    };
    const stages = this.stageColours().map(packedUp), { trust_colours: trust } = this.lesson;
    const shades = Array.from({ length: 11 }, (_, k) => packedUp(mixed(trust[1], trust[k < 5 ? 0 : 2], Math.abs(k - 5) / 5)));
    const byStage = (replay, person) => stages[replay.stage[person]];
    const byTrust = (replay, person) => {
      if (!replay.stage[person]) return stages[0];
      const change = (replay.trust[person] - replay.trustBefore[person]) / this.shade;
      return shades[5 + Math.max(-5, Math.min(5, Math.round(5 * change)))];
    };
    return {
      key: `${this.asked.by} ${this.dark.matches}`, of: this.asked.by === "stage" ? byStage : byTrust,
      ink: style.color, paper: style.backgroundColor, chosen: this.chosen,
    };
  }

  draw() {
    if (!this.pictures) return;
    const look = this.look();
    this.pictures.forEach((picture, k) => picture.draw(this.replays[k], look));
    document.body.dataset.frames = this.frames += 1;
  }

  showNumbers() {
    const { replays, lesson } = this;
    const rows = [
      ...lesson.stages.map((stage, k) => [stage, replays.map((replay) => whole(replay.counts[k]))]),
      ["posts seen so far", replays.map((replay) => whole(replay.total("impressions")))],
      ["of these shown by a feed", replays.map((replay) => whole(replay.total("recommended_impressions")))],
      ["of these passed on by people", replays.map((replay) => whole(replay.total("viral_impressions")))],
      [`${lesson.result}s after a click`, replays.map((replay) => whole(replay.total("purchases_naive")))],
      ["of these would have come anyway", replays.map((replay) => whole(replay.total("purchases_anyway")))],
      ["mean trust gained by the reached (0 to 1)", replays.map((replay) => gained(replay, lesson.kernels.fixed))],
    ];
    const body = $("numbers").tBodies[0];
    if (body.rows.length !== rows.length) {
      body.replaceChildren(...rows.map(([name, cells]) => made("tr", null, {}, made("th", name, { scope: "row" }), ...cells.map(() => made("td", "")))));
    }
    rows.forEach(([, cells], r) => cells.forEach((words, k) => {
      const cell = body.rows[r].cells[k + 1];
      if (cell.textContent !== words) cell.textContent = words;
    }));
  }

  tell(person, k) {
    if (!(person >= 0 && person < this.lesson.people)) return;
    this.chosen = person;
    $("person").value = person;
    $("under").value = k;
    const launch = this.lesson.worlds[this.asked.town].launches[k];
    const chances = (events) => chancesOf(this.engine, this.lesson, this.asked, k, person, events);
    const told = storyOf(this.lesson.kernels, launch, this.replays[k].run, this.trust, person, chances);
    $("story").replaceChildren(made("h3", `Person ${whole(person)} under ${launch.label}`), made("ol", null, {}, ...told.map((words) => made("li", words))));
    this.draw();
  }

  // ---- Comparing ----

  compare() {
    if (!this.worker) {
      const source = [...document.querySelectorAll("script[data-shared]"), $("worker")].map((script) => script.textContent).join("\n");
      this.worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
      this.worker.onmessage = ({ data }) => this.found(data);
      this.worker.onerror = () => this.stopComparing("This browser lets nothing be played beside the page, so launches cannot be compared.");
      this.worker.postMessage({ bytes: this.bytes });
    }
    this.comparing = true;
    this.lucks = [];
    this.places = [];
    $("compare").textContent = "Stop";
    this.ask += 1;
    this.worker.postMessage({ asked: this.asked, ask: this.ask });
  }

  // What was compared answers another question by now.
  forget() {
    this.stopComparing("");
    $("measures").tBodies[0].replaceChildren();
    $("lucks").hidden = true;
  }

  stopComparing(words) {
    this.ask += 1;
    this.comparing = false;
    this.worker?.postMessage({});
    $("compare").textContent = "Compare over many lucks";
    $("sure").textContent = words;
  }

  found({ ask, luck, found, places }) {
    if (ask !== this.ask) return;
    this.lucks.push(found);
    this.places.push(places);
    const done = luck === this.lesson.lucks.most;
    if (luck > 1 && (luck < 20 || luck % 5 === 0 || done)) {
      showDifferences(this.lesson, this.asked, this.lucks);
      $("lucks").hidden = false;
      this.plane.show(this.lesson, this.lesson.worlds[this.asked.town].launches, this.places);
    }
    if (done) { this.comparing = false; $("compare").textContent = "Compare over many lucks"; }
  }
}
