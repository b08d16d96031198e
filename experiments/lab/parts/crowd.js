// The crowd: a panel for each schedule, all at the same hour; how the hour moves, and who is asked for their story.
import { picture } from "crowd_picture";
import { waited } from "waiting";
import { FORMS, formOf, Panel, rgb, STAGE_FORMS, unpacked } from "crowd_panel";

const NO_WEBGL = "This browser draws no WebGL; the numbers below are right all the same.";
const TRIES = 30;  // a second apart
const UNAWARE_ON_DARK = "#454c55";  // stands back
const signed = (number, digits) => (number < 0 ? "−" : "+") + Math.abs(number).toFixed(digits);

export default {
  template: `
<div class="crowd" role="group" aria-label="The town under each schedule" @keydown.space="space">
  <p v-if="problem" class="problem" role="alert">{{ problem }}</p>
  <template v-if="header">
    <div class="clock" aria-live="off"><b data-clock>{{ clock }}</b>
      <fieldset class="colour"><legend>Colour people by</legend>
        <label v-for="by in ['stage', 'trust']" :key="by"><input type="radio" name="colour" :value="by" v-model="colour" @change="go(hour)">{{ by }}</label>
      </fieldset>
    </div>
    <div class="key" data-key>
      <template v-if="colour === 'stage'"><span v-for="(stage, k) in header.stages" :key="stage"><svg class="form" viewBox="0 0 12 12" aria-hidden="true"><path :d="stageForms[k]" fill-rule="evenodd" :fill="css[k]"/></svg>{{ stage }}</span></template>
      <template v-else><span><i :style="{ background: css[0] }"></i>never reached</span>
        <span>trust against before the campaign (0 to 1): {{ signed(-header.trust.end) }} or less
          <span class="scale" role="img" aria-label="from brown for less, by grey for as before, to green for more"><i v-for="c in header.trust.colours" :key="c" :style="{ background: c }"></i></span>
          {{ signed(header.trust.end) }} or more, grey: as before</span></template>
    </div>
    <p v-if="header.apart" class="note" data-apart>{{ header.apart }}</p>
    <div class="panels" ref="panels" :style="{ '--launches': header.schedules.length, '--height': header.height }">
      <figure v-for="(schedule, k) in header.schedules" :key="schedule.name">
        <figcaption>{{ schedule.label }}</figcaption>
        <p class="strip"><span><b :data-reached="schedule.name">{{ reached[k].toLocaleString("en") }}</b> reached</span>
          <span><b :data-customers="schedule.name">{{ customers[k].toLocaleString("en") }}</b> customers</span>
          <span><b :data-gained="schedule.name">{{ gained[k] }}</b> trust gained</span>
          <span><b :data-recommended="schedule.name">{{ recommended[k] }} %</b> by feeds</span></p>
        <div class="town"><div class="square" :style="{ marginTop: 50 * (header.height - 1) + '%', marginBottom: 50 * (header.height - 1) + '%' }">
          <canvas :ref="'canvas' + k" :data-schedule="schedule.name" @click="point($event, k)" tabindex="0" role="img"
            :aria-label="'The town under ' + schedule.label + '; the space bar plays and pauses'"></canvas>
          <span v-for="c in header.communities" :key="c.name" class="community"
            :style="{ left: 50 + 49 * c.x + '%', top: 50 - 49 * (c.y + 1.04 * c.radius) + '%' }">{{ c.name }}</span>
          <b v-for="m in schedule.marks.filter((m) => m.count > 1)" :key="m.who" class="together" :style="{ left: 50 + 49 * m.x + '%', top: 50 - 49 * m.y + '%' }" :title="m.count + ' ' + m.tier + ' influencers'">{{ m.count }}</b>
        </div></div>
      </figure>
    </div>
    <div class="key marks">
      <span v-for="tier in tiers" :key="tier" data-tier><svg class="form" viewBox="0 0 12 12" aria-hidden="true"><path :d="forms[formOf(tier, header)]" fill="none" stroke-width="1.8" :stroke="header.tiers[tier]"/></svg>{{ tier }} influencer</span>
      <span><i class="mark posted"></i>posted in the last 24 h</span><span><i class="mark yet"></i>yet to post</span>
      <span><i class="line"></i>passed on in the last {{ header.lines.hours }} h, from the pale end<template v-if="manyLines">; {{ header.lines.per_hour }} of an hour's at most</template></span>
    </div>
    <p class="note">Trust gained: the mean of those reached, on the scale from 0 to 1. By feeds: of all that was seen, what a feed
      showed to people who need not follow. <b data-hint>Click a person or an influencer to read their story.</b></p>
    <div class="player" ref="player">
      <button type="button" @click="toggle" data-play>{{ playing ? "Pause" : "Play" }}</button>
      <button type="button" @click="go(hour - 1)" aria-label="One hour back">−1 h</button>
      <button type="button" @click="go(hour + 1)" aria-label="One hour on">+1 h</button>
      <input type="range" min="0" :max="header.hours - 1" v-model.number="wanted" @input="go(wanted)" :aria-valuetext="clock" aria-label="Hour of the campaign" data-scrub>
      <label class="speed"><span>Speed </span><select v-model.number="speed" aria-label="Hours per second"><option v-for="s in [6, 24, 72, 168]" :value="s">{{ s }} h/s</option></select></label>
    </div>
    <form class="ask" @submit.prevent="ask({ person }, under)" data-ask>
      <label>Read the story of person <input type="number" v-model.number="person" min="0" :max="header.people - 1" step="1" required></label>
      <label>under <select v-model.number="under"><option v-for="(schedule, k) in header.schedules" :value="k">{{ schedule.label }}</option></select></label>
      <button type="submit">Read</button>
    </form>
    <form class="ask" @submit.prevent="ask({ influencer }, under)" data-ask-influencer>
      <label>or of influencer <select v-model.number="influencer" required><option v-for="one in header.schedules[under].influencers" :value="one.who">{{ one.name }}</option></select></label>
      <button type="submit">Read</button>
    </form>
  </template>
  <p v-else-if="!problem" class="waiting" role="status">Playing the campaign ...
    <template v-if="steps.of"> day {{ steps.done }} of {{ steps.of }} of all launches <button type="button" class="quiet" @click="stop" data-stop-town>Stop</button></template></p>
</div>`,
  props: { source: String },
  data() {
    return {
      header: null, problem: "", hour: 0, wanted: 0, playing: false, speed: 24, colour: "stage", dark: false, frames: 0,
      reached: [], customers: [], gained: [], recommended: [], manyLines: false, steps: { done: 0, of: 0 }, chosen: null, person: 0, under: 0, influencer: null,
    };
  },
  created() { Object.assign(this, { forms: FORMS, stageForms: STAGE_FORMS, formOf }); },
  computed: {
    clock() { return `Day ${Math.floor(this.hour / 24) + 1}, ${String(this.hour % 24).padStart(2, "0")} h`; },
    tiers() { return Object.keys(this.header.tiers).filter((tier) => this.header.schedules.some((one) => one.influencers.some((i) => i.tier === tier))); },
    css() {  // of the people, by stage or by shade of trust
      const unaware = this.dark ? UNAWARE_ON_DARK : this.header.colours[0];
      return [unaware, ...(this.colour === "trust" ? this.header.trust.colours : this.header.colours.slice(1))];
    },
    look() {  // what the towns look like at any hour
      const style = getComputedStyle(this.$el), page = (name) => rgb(style.getPropertyValue(name).trim());
      return { colour: this.colour, dark: this.dark, palette: new Float32Array(this.css.flatMap(rgb)), ink: page("--ink"), paper: page("--paper") };
    },
  },
  watch: {
    under(k) {
      const { influencers } = this.header.schedules[k];
      if (!influencers.some(({ who }) => who === this.influencer)) this.influencer = influencers[0]?.who;
    },
  },
  async mounted() {
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    this.dark = scheme.matches;
    try {
      const answer = await this.asked();
      if (!answer.ok) { this.problem = (await answer.json()).problems.join(" "); return; }
      const data = unpacked(await answer.arrayBuffer());
      for (const numbers of [this.reached, this.customers, this.gained, this.recommended]) numbers.push(...data.header.schedules.map(() => 0));
      const asked = new URLSearchParams(location.search), hour = Number(asked.get("hour"));
      if (asked.get("colour") === "trust") this.colour = "trust";
      this.influencer = data.header.schedules[0].influencers[0]?.who;
      this.header = data.header;
      await this.$nextTick();
      this.panels = data.header.schedules.map((_, k) => new Panel(this.canvas(k), data, k, () => { this.problem = NO_WEBGL; }));
      if (this.panels.some((panel) => !panel.gl)) this.problem = NO_WEBGL;
      this.manyLines = this.panels.some(({ lineStarts }) => lineStarts.some((start, k) => lineStarts[k + 1] - start >= data.header.lines.per_hour));
      this.go(Number.isInteger(hour) && hour > 0 ? hour : Math.min(this.header.hours - 1, 72));
      this.observer = new ResizeObserver(() => this.draw());
      this.observer.observe(this.$el);
      addEventListener("picture", this.save);
      scheme.onchange = ({ matches }) => setTimeout(() => { this.dark = matches; this.draw(); }, 100);  // the page changes first
    } catch (error) {
      this.problem = "The lab cannot be reached: " + error.message;
    }
  },
  beforeUnmount() { this.playing = false; this.observer?.disconnect(); removeEventListener("picture", this.save); },
  methods: {
    async asked() {  // again where the network is away for a moment, as when a laptop wakes up
      for (let left = TRIES; ; left -= 1) {
        try {
          return await waited(this.source, (steps) => { this.steps = steps; }, (stop) => { this.stop = stop; });
        } catch (error) {
          if (!left) throw error;
          await new Promise((wait) => setTimeout(wait, 1000));
        }
      }
    },
    canvas(k) { const found = this.$refs["canvas" + k]; return Array.isArray(found) ? found[0] : found; },
    signed(number) { return signed(number, 3).replace(/0$/, ""); },
    draw() {
      const look = { ...this.look, hour: this.hour, chosen: this.chosen };
      let drew = false;
      this.panels.forEach((panel, k) => {
        if (!panel.show(look)) return;
        drew = true;
        const { counts } = panel.replays.stage;
        this.reached[k] = this.header.people - counts[0];
        this.customers[k] = counts[3] + counts[4];
        this.gained[k] = signed(panel.gained[this.hour], 4);
        this.recommended[k] = (100 * panel.recommended[this.hour]).toFixed(1);
      });
      if (drew) this.$el.dataset.frames = this.frames += 1;
    },
    go(hour) {
      this.hour = Math.max(0, Math.min(this.header.hours - 1, hour));
      this.wanted = this.hour;
      this.draw();
      dispatchEvent(new CustomEvent("hour", { detail: this.hour }));
      if (this.playing) return;
      const address = new URL(location.href);
      address.searchParams.set("hour", this.hour);
      if (this.colour === "trust") address.searchParams.set("colour", "trust"); else address.searchParams.delete("colour");
      history.replaceState(null, "", address);
    },
    toggle() {
      this.playing = !this.playing;
      if (!this.playing) { this.go(this.hour); return; }
      if (this.hour >= this.header.hours - 1) this.go(0);
      this.show();
      let last = performance.now(), exact = this.hour;
      const tick = (now) => {
        if (!this.playing) return;
        exact += (now - last) / 1000 * this.speed;
        last = now;
        if (exact >= this.header.hours - 1) { this.playing = false; this.go(this.header.hours - 1); return; }
        this.go(Math.floor(exact));
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    },
    results(k) {  // in words
      return `${this.reached[k].toLocaleString("en")} reached, ${this.customers[k].toLocaleString("en")} of them customers; trust gained ${this.gained[k]}; `
        + `${this.recommended[k]} % shown by feeds`;
    },
    save() {  // hears that the picture on screen is wanted
      const link = document.createElement("a");
      link.href = picture(this).toDataURL("image/png"); link.download = "town.png"; link.click();
    },
    show() {  // towns and results above the player, where some of them are out of sight
      const { top } = this.$el.getBoundingClientRect(), { bottom } = this.$refs.panels.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight - this.$refs.player.offsetHeight) this.$el.scrollIntoView({ block: "start" });
    },
    space(event) {  // where the space bar does nothing else
      if (!event.target.matches("canvas, [data-scrub]")) return;
      event.preventDefault();
      this.toggle();
    },
    point(event, k) {
      const box = event.target.getBoundingClientRect();
      this.ask(this.panels[k].at(2 * (event.clientX - box.left) / box.width - 1, 1 - 2 * (event.clientY - box.top) / box.height), k);
    },
    ask(who, k) {  // who: a person or an influencer
      this.chosen = who;
      this.draw();
      this.$emit(who.person === undefined ? "influencer" : "person", { schedule: this.header.schedules[k].name, ...who });
    },
  },
};
