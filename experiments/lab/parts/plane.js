// Plays the trails in the plane of virality and trust: the chart beside it shows each as far as the day that is on.
const SECONDS = 8;  // of the whole campaign

export default {
  template: `
<div class="player" data-plane @keydown.space.prevent="toggle">
  <button type="button" @click="toggle" data-plane-play>{{ playing ? "Pause" : "Play" }}</button>
  <input type="range" min="0" :max="days" v-model.number="day" step="any" @input="playing = false; draw()" aria-label="Day of the campaign"
    :aria-valuetext="said" data-day>
  <b>{{ said }}</b>
</div>`,
  props: { chart: Number, trails: Object, days: Number, drawn: Number },  // drawn: how often the chart was drawn anew
  data() { return { day: this.days, playing: false }; },
  computed: { said() { return `Day ${Math.min(this.days, Math.floor(this.day) + 1)}`; } },
  watch: { drawn() { setTimeout(() => this.draw(), 50); } },  // after the chart itself
  beforeUnmount() { this.playing = false; },
  methods: {
    draw() {
      const hours = 24 * this.day;
      const series = Object.entries(this.trails).map(([name, trail]) => {
        const so_far = trail.filter(([, , hour]) => hour <= hours);
        return { id: `trail ${name}`, data: so_far.map((value, k) => ({ value, symbol: k + 1 < so_far.length ? "none" : "circle", symbolSize: 13 })) };
      });
      getElement(this.chart)?.chart?.setOption({ series });
    },
    toggle() {
      this.playing = !this.playing;
      if (!this.playing) return;
      if (this.day >= this.days) this.day = 0;
      let last = performance.now();
      const tick = (now) => {
        if (!this.playing) return;
        this.day = Math.min(this.days, this.day + (now - last) / 1000 * this.days / SECONDS);
        last = now;
        this.draw();
        if (this.day >= this.days) this.playing = false; else requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    },
  },
};
