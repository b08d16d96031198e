// Curves over time beside the towns: a small picture each for reach, buyers and trust, and a line at the towns' hour.
const HIGH = 100;  // of a picture, in its own units
const DASHES = ["none", "7 4", "2 3"];  // launches are told apart without colours too
const formats = new Map();  // by decimals: made once, since numbers are written anew at every hour
const written = (number, decimals) => {
  if (!formats.has(decimals)) formats.set(decimals, new Intl.NumberFormat("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  return (number < 0 ? "−" : "") + formats.get(decimals).format(Math.abs(number));
};

export default {
  template: `
<section v-if="launches" class="curves" aria-label="The launches over time">
  <div v-for="curve in curves" :key="curve.name" class="curve" :data-curve="curve.name">
    <p class="said"><span>{{ curve.what }}, day {{ Math.floor(hour / 24) + 1 }}:</span>
      <span v-for="(launch, k) in launches" :key="launch.label" class="at"><svg viewBox="0 0 24 4" aria-hidden="true"><line x1="0" x2="24" y1="2" y2="2" :stroke="launch.colour" stroke-width="3" :stroke-dasharray="dash(k)" /></svg>{{ launch.label }}
        <b :data-at="curve.name + ' ' + launch.label">{{ number(launch[curve.name][hour], curve) }}</b></span>
    </p>
    <div class="plot"><span class="top">{{ curve.top }}</span><span class="bottom">{{ curve.bottom }}</span>
      <svg :viewBox="'0 0 ' + last + ' ' + high" preserveAspectRatio="none" role="img" :aria-label="curve.said" @click="go">
        <line v-if="curve.low < 0" class="zero" x1="0" :x2="last" :y1="up(0, curve)" :y2="up(0, curve)" />
        <path v-for="(launch, k) in launches" :key="launch.label" :d="curve.paths[k]" :stroke="launch.colour" :stroke-dasharray="dash(k)" />
      </svg>
      <i class="now" :style="{ transform: 'translateX(' + 100 * hour / last + '%)' }" aria-hidden="true"></i>
      <span class="days" aria-hidden="true"><span>day 1</span><span>day {{ Math.round(last / 24) }}</span></span></div>
  </div>
  <details><summary>The curves as a table</summary>
    <div class="wide" tabindex="0" role="group" aria-label="The curves in numbers"><table><thead><tr><th scope="col">End of day</th>
      <template v-for="curve in curves" :key="curve.name"><th v-for="launch in launches" :key="launch.label" scope="col">{{ launch.label }}: {{ curve.what }}</th></template></tr></thead>
      <tbody><tr v-for="row in rows" :key="row[0]"><th scope="row">{{ row[0] }}</th><td v-for="(words, k) in row.slice(1)" :key="k">{{ words }}</td></tr></tbody></table></div>
  </details>
</section>`,
  props: { source: String },
  data() { return { curves: [], launches: null, hour: 0, last: 1, high: HIGH }; },
  computed: {
    rows() {  // of the table: every fifth day, and for each curve a number of each launch
      const days = Array.from({ length: Math.round((this.last + 1) / 24) }, (_, k) => k + 1).filter((day) => day % 5 === 0);
      const at = (day) => this.curves.flatMap((curve) => this.launches.map((launch) => this.number(launch[curve.name][24 * day - 1], curve)));
      return days.map((day) => [day, ...at(day)]);
    },
  },
  async mounted() {
    const answer = await fetch(this.source).catch(() => null);
    if (!answer?.ok) return;  // the towns above say what is wrong
    const { curves, launches } = await answer.json();
    this.last = launches[0].reached.length - 1;
    this.curves = curves.map((curve) => {
      const all = launches.flatMap((launch) => launch[curve.name]);
      const ends = { ...curve, low: Math.min(0, ...all), high: Math.max(...all, curve.decimals ? 1e-4 : 1) };
      const path = (launch) => "M" + launch[curve.name].map((value, hour) => `${hour} ${this.up(value, ends).toFixed(2)}`).join("L");
      const words = { top: this.number(ends.high, ends), bottom: this.number(ends.low, ends), said: this.described(ends, launches) };
      return { ...ends, ...words, paths: launches.map(path) };
    });
    this.launches = Object.freeze(launches);  // read at every hour, and never changed
    this.follow(Number(this.scrub()?.value));
    if (!this.gone) addEventListener("hour", this.heard);
  },
  beforeUnmount() { this.gone = true; removeEventListener("hour", this.heard); },
  methods: {
    dash(k) { return DASHES[k % DASHES.length]; },
    number(value, curve) { return written(value, curve.decimals); },
    up(value, { low, high }) { return HIGH * (1 - (value - low) / (high - low)); },
    described(curve, launches) {
      const ends = launches.map((launch) => `${launch.label} ${this.number(launch[curve.name][this.last], curve)}`);
      return `${curve.what} over time; at the end: ${ends.join(", ")}`;
    },
    scrub() { return document.querySelector("[data-scrub]"); },
    heard({ detail }) { this.follow(detail); },
    follow(hour) { if (hour >= 0 && hour <= this.last) this.hour = hour; },  // that of the towns, whoever moves it
    go(event) {
      const box = event.currentTarget.getBoundingClientRect(), scrub = this.scrub();
      if (!scrub) return;
      scrub.value = Math.round(this.last * (event.clientX - box.left) / box.width);
      scrub.dispatchEvent(new Event("input"));
    },
  },
};
