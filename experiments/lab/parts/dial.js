// A number to be typed and, where it has ends, a slider for it: slid or typed, the form is sent the field's.
// The value is set once: a binding would put it back, half typed or half slid, whenever the page shows a new figure.
export default {
  template: `
<label class="dial"><span>{{ label }}</span>
  <span class="pair">
    <input v-if="ends" type="range" ref="slider" :min="ends[0]" :max="ends[1]" :step="step" :aria-label="label"
      :data-slider="name" @input="$refs.field.value = $event.target.value">
    <input type="number" ref="field" :name="name" :min="allowed[0]" :max="allowed[1]" :aria-label="label"
      @input="show($event.target.value)">
  </span>
</label>`,
  props: { name: String, label: String, ends: Array, step: Number, value: Number, allowed: Array },
  mounted() { this.$refs.field.value = this.value; this.show(this.value); },
  methods: { show(value) { if (this.$refs.slider) this.$refs.slider.value = value; } },
};
