// A person's trust in the brand over the days of the campaign: a line in steps, between the ends of what it came to.
const WIDE = 320, HIGH = 84, LEFT = 34, UNDER = 16;

export default {
  template: `
<svg class="trust-line" :viewBox="'0 0 ${WIDE} ${HIGH}'" role="img" :aria-label="told">
  <line v-for="y in [ends[0], ends[1]]" x1="${LEFT}" :x2="${WIDE}" :y1="up(y)" :y2="up(y)" class="rule"/>
  <text v-for="y in [ends[0], ends[1]]" x="${LEFT - 4}" :y="up(y) + 4" text-anchor="end">{{ y.toFixed(2) }}</text>
  <path :d="path"/>
  <text x="${LEFT}" y="${HIGH - 2}">Day 1</text><text x="${WIDE}" y="${HIGH - 2}" text-anchor="end">Day {{ Math.ceil(hours / 24) }}</text>
</svg>`,
  props: { course: Array, hours: Number },  // course: hours and the trust from then on
  computed: {
    ends() {
      const values = this.course.map(([, trust]) => trust);
      return [Math.max(0, Math.floor(20 * Math.min(...values)) / 20), Math.min(1, Math.floor(20 * Math.max(...values) + 1) / 20)];
    },
    path() {
      return this.course.map(([hour, trust], i) => (i ? `H${this.across(hour)}V${this.up(trust)}` : `M${this.across(hour)} ${this.up(trust)}`)).join("")
        + `H${this.across(this.hours)}`;
    },
    told() {
      const [first, last] = [this.course[0][1], this.course[this.course.length - 1][1]].map((trust) => trust.toFixed(3));
      return `Trust in the brand over ${Math.ceil(this.hours / 24)} days: ${first} at the start, ${last} at the end`;
    },
  },
  methods: {
    across(hour) { return LEFT + hour / this.hours * (WIDE - LEFT); },
    up(trust) { const [low, high] = this.ends; return 6 + (HIGH - UNDER - 12) * (1 - (trust - low) / (high - low || 1)); },
  },
};
