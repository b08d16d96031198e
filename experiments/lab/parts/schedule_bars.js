// A launch drawn on a calendar: a bar for each phase, moved and stretched with the mouse, a finger or the keyboard.
const FIELDS = ["tier", "start_day", "days", "amount", "posts", "every_days", "format", "promo_code"];

export default {
  template: `
<div class="drawing">
  <div class="calendar-bars" ref="calendar" role="group" aria-label="The phases of the launch on a calendar" data-bars>
    <div class="head" aria-hidden="true"><span v-for="day in marks" :key="day" :style="{ left: 100 * (day - 1) / days + '%' }">{{ day }}</span></div>
    <div v-for="(bar, k) in bars" :key="k" class="row" :style="{ backgroundSize: 700 / days + '% 100%' }">
      <button type="button" class="bar" :class="{ on: k === at }" :data-bar="k" :aria-pressed="k === at" :aria-label="said(bar, k)"
        :style="{ left: 100 * bar.start_day / days + '%', width: 100 * Math.min(bar.days, days - bar.start_day) / days + '%', '--tier': tiers[bar.tier] }"
        @focus="at = k" @keydown="key($event, bar)" @pointerdown="grab($event, bar, k, false)" @pointermove="drag" @pointerup="drop" @pointercancel="drop">
        <span>{{ bar.tier }}, {{ worth(bar) }}</span>
        <i class="end" @pointerdown.stop="grab($event, bar, k, true)" aria-hidden="true"></i>
      </button>
    </div>
  </div>
  <p class="note">Drag a bar, or its right end. With the keyboard: arrows move the bar, with Shift its end; Delete takes it away.</p>
  <div class="asking fields" role="group" aria-label="The phase that is chosen" data-phase>
    <label>Who posts <select v-model="bar.tier" @change="tell" data-field="tier"><option v-for="(_, tier) in tiers" :key="tier" :value="tier">{{ tier }}-influencers</option></select></label>
    <label>From day <input type="number" min="1" :max="days" :value="bar.start_day + 1" @change="set('start_day', $event, -1)" data-field="start"></label>
    <label>Over days <input type="number" min="1" :max="days" :value="bar.days" @change="set('days', $event, 0)" data-field="days"></label>
    <label>Paid by <select :value="kind" @change="pay($event.target.value)" data-field="kind">
      <option value="p">a share of the budget</option><option value="n">so many of them</option><option :value="rest">all money that is left</option></select></label>
    <label v-if="kind !== rest">{{ kind === "p" ? "Share (%)" : "How many" }} <input type="number" min="1" :max="kind === 'p' ? 100 : 9999" :value="parseInt(bar.amount)" @change="amount($event)" data-field="amount"></label>
    <label>Posts of each <input type="number" min="1" max="30" :value="bar.posts" @change="set('posts', $event, 0)" data-field="posts"></label>
    <label v-if="bar.posts > 1">Days between them <input type="number" min="1" max="60" :value="bar.every_days" @change="set('every_days', $event, 0)" data-field="every"></label>
    <label>Format <select v-model="bar.format" @change="tell" data-field="format"><option v-for="one in formats" :key="one">{{ one }}</option></select></label>
    <label class="tick"><input type="checkbox" v-model="bar.promo_code" @change="tell" data-field="code"> with a promo code</label>
  </div>
  <div class="player"><button type="button" @click="add" :disabled="bars.length >= most" data-add>Add a phase</button>
    <button type="button" @click="remove" :disabled="bars.length < 2" data-remove>Take this phase away</button>
    <label>Begin anew with <select @change="begin($event)" data-begin><option value="">...</option><option v-for="(_, name) in starts" :key="name">{{ name }}</option></select></label></div>
</div>`,
  props: { given: Array, days: Number, starts: Object, tiers: Object, formats: Array, most: Number, rest: String },
  data() { return { bars: this.given.map((bar) => ({ ...bar })), at: 0, held: null }; },
  computed: {
    bar() { return this.bars[this.at]; },
    kind() { return this.bar.amount === this.rest ? this.rest : this.bar.amount.endsWith("p") ? "p" : "n"; },
    marks() { return Array.from({ length: Math.ceil(this.days / 7) }, (_, week) => 7 * week + 1); },
  },
  methods: {
    worth({ amount }) { return amount === this.rest ? "the rest" : amount.endsWith("p") ? parseInt(amount) + " %" : parseInt(amount); },
    said(bar, k) {
      return `Phase ${k + 1}: ${bar.tier}-influencers, ${this.worth(bar)}, from day ${bar.start_day + 1} over ${bar.days} day${bar.days === 1 ? "" : "s"}`;
    },
    place(bar, start, length) {  // within the calendar
      const days = Math.max(1, Math.min(length, this.days));
      bar.start_day = Math.max(0, Math.min(start, this.days - (length === bar.days ? Math.min(days, this.days) : 1)));
      bar.days = Math.min(days, this.days - bar.start_day);
    },
    key(event, bar) {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === "Delete" && this.bars.length > 1) { event.preventDefault(); this.remove(); return; }
      if (!step) return;
      event.preventDefault();
      if (event.shiftKey) this.place(bar, bar.start_day, bar.days + step); else this.place(bar, bar.start_day + step, bar.days);
      this.tell();
    },
    grab(event, bar, k, end) {
      this.at = k;
      this.held = { bar, end, x: event.clientX, start: bar.start_day, days: bar.days };
      event.currentTarget.closest(".bar").setPointerCapture(event.pointerId);
    },
    drag(event) {
      if (!this.held) return;
      const { bar, end, x, start, days } = this.held;
      const moved = Math.round((event.clientX - x) / this.$refs.calendar.clientWidth * this.days);
      if (end) this.place(bar, start, days + moved); else this.place(bar, start + moved, bar.days);
    },
    drop() {
      if (this.held && (this.held.start !== this.held.bar.start_day || this.held.days !== this.held.bar.days)) this.tell();
      this.held = null;
    },
    set(field, { target }, shift) {
      const least = Number(target.min), most = Number(target.max);
      const number = Math.max(least, Math.min(most, Math.round(Number(target.value)) || least));
      if (field === "start_day") this.place(this.bar, number + shift, this.bar.days);
      else if (field === "days") this.place(this.bar, this.bar.start_day, number);
      else this.bar[field] = number;
      target.value = field === "start_day" ? this.bar.start_day + 1 : this.bar[field];
      this.tell();
    },
    pay(kind) { this.bar.amount = kind === this.rest ? kind : kind === "p" ? "30p" : "10"; this.tell(); },
    amount({ target }) {
      const number = Math.max(1, Math.min(Number(target.max), Math.round(Number(target.value)) || 1));
      this.bar.amount = this.kind === "p" ? `${number}p` : `${number}`;
      target.value = number;
      this.tell();
    },
    add() {
      const last = this.bars[this.bars.length - 1], start = Math.min(last.start_day + last.days, this.days - 1);
      this.bars.push({ ...last, start_day: start, days: Math.min(7, this.days - start), amount: "20p" });
      this.at = this.bars.length - 1;
      this.tell();
    },
    remove() {
      this.bars.splice(this.at, 1);
      this.at = Math.min(this.at, this.bars.length - 1);
      this.tell();
      this.$nextTick(() => this.$refs.calendar.querySelector(`[data-bar="${this.at}"]`).focus());
    },
    begin({ target }) {
      if (!target.value) return;
      this.bars = this.starts[target.value].map((bar) => ({ ...bar }));
      this.at = 0;
      target.value = "";
      this.tell();
    },
    tell() {
      this.$emit("drawn", this.bars.map((bar) => FIELDS.map((field) => (field === "promo_code" ? Number(bar[field]) : bar[field])).join(".")).join(","));
    },
  },
};
