// A slider and a field for the same number: slid or typed, the form is sent the field's.
export default {
  template: `
<label class="dial"><span>{{ label }}</span>
  <span class="pair">
    <input type="range" ref="slider" :min="least" :max="most" :step="step" :value="value" :aria-label="label"
      :data-slider="name" @input="$refs.field.value = $event.target.value">
    <input type="number" ref="field" :name="name" :min="allowed[0]" :max="allowed[1]" :value="value" :aria-label="label"
      @input="$refs.slider.value = $event.target.value">
  </span>
</label>`,
  props: { name: String, label: String, least: Number, most: Number, step: Number, value: Number, allowed: Array },
};
