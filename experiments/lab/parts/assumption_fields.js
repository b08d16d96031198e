// Every assumption in a row with fields for its numbers. What is typed is kept until the lab has taken or refused it.
export default {
  template: `
<section class="assumed" aria-label="Assumptions">
  <div class="player">
    <label>Search <input type="search" ref="search" v-model="query" data-search></label>
    <label><input type="checkbox" v-model="guesses" data-guesses> only guesses</label>
    <button v-if="marked.length" type="button" data-reset-all @click="resetAll">Reset all ({{ marked.length }})</button>
    <span role="status" data-shown>{{ told }}</span>
  </div>
  <table>
    <thead><tr><th v-for="head in ['Assumption', 'value', 'range', 'standing', 'source']" scope="col">{{ head }}</th></tr></thead>
    <tbody>
      <tr v-for="entry in entries" :key="entry.name" v-show="fits(entry)" :data-entry="entry.name"
        :class="{ changed: isChanged(entry) }">
        <th scope="row"><b>{{ entry.spoken }}</b><small>{{ entry.meaning }} In {{ entry.unit }}.</small></th>
        <td>
          <div class="numbers">
            <label v-for="field in entry.fields" :key="field.place">
              <span v-if="field.tier">{{ field.tier }}</span>
              <input type="number" step="any" :min="field.least" :max="field.most" :value="shown(field)"
                :data-value="field.place" :aria-label="label(entry, field)"
                :aria-invalid="refusal.place === field.place ? 'true' : null"
                @input="typed[field.place] = $event.target.value" @change="say(field, $event.target)">
            </label>
          </div>
          <p v-if="isChanged(entry)" class="mark">changed; shipped: {{ entry.shipped }}
            <button type="button" :data-reset="entry.name" :aria-label="'Reset ' + entry.spoken" @click="reset(entry)">Reset</button>
          </p>
          <p v-if="played[entry.name]" class="mark">{{ played[entry.name] }}</p>
          <p v-if="entry.fields.some((field) => field.place === refusal.place)" class="problem">{{ refusal.words }}</p>
        </td>
        <td data-head="range">{{ entry.range }}</td>
        <td data-head="standing" :class="entry.standing">{{ entry.told }}</td>
        <td data-head="source" class="source">{{ entry.source }}</td>
      </tr>
    </tbody>
  </table>
</section>`,
  // changed: values by place; played: by name, where other values are in play; refusal: what was wrong with the last number sent, if anything
  props: { entries: Array, changed: Object, played: Object, refusal: Object },
  data: () => ({ query: "", guesses: false, typed: {} }),
  computed: {
    marked() {
      return this.entries.filter(this.isChanged);
    },
    told() {
      const seen = this.entries.filter(this.fits).length;
      return seen < this.entries.length ? `${seen} of ${this.entries.length} shown` : "";
    },
  },
  watch: {
    refusal(now) {
      if (this.typed[now.sent] === now.given) delete this.typed[now.sent]; // or it was typed anew in the meantime
    },
  },
  methods: {
    isChanged(entry) {
      return entry.fields.some((field) => field.place in this.changed);
    },
    fits(entry) {
      const words = this.query.toLowerCase().split(/\s+/);
      return (!this.guesses || entry.standing === "guessed") && words.every((word) => entry.words.includes(word));
    },
    shown(field) {
      return this.typed[field.place] ?? this.changed[field.place] ?? field.shipped;
    },
    label(entry, field) {
      return [entry.spoken, field.tier, entry.unit].filter(Boolean).join(", ");
    },
    say(field, input) {
      this.typed[field.place] = input.value;
      this.$emit("number", { place: field.place, value: input.value });
    },
    // Whoever presses a button that goes away goes on where it was.
    reset(entry) {
      const places = entry.fields.map((field) => field.place);
      places.forEach((place) => delete this.typed[place]);
      this.$el.querySelector(`[data-value="${places[0]}"]`).focus();
      this.$emit("reset", { places });
    },
    resetAll() {
      this.typed = {};
      this.$refs.search.focus();
      this.$emit("reset", { places: Object.keys(this.changed) });
    },
  },
};
