// A drawer at the edge of the window: what was clicked is told beside it, while the towns stay in sight.
export default {
  template: `
<aside class="drawer" ref="drawer" tabindex="-1" aria-live="polite" aria-label="Story" v-show="open" data-story @keydown.esc="close">
  <button type="button" class="quiet" @click="close" data-close>Close</button>
  <slot></slot>
</aside>`,
  props: { opened: Number },  // how often something was told
  data: () => ({ open: false }),
  watch: { opened() { this.open = true; this.$nextTick(() => { this.$refs.drawer.scrollTop = 0; }); } },
  methods: {
    close() { this.open = false; document.querySelector(".crowd canvas")?.focus({ preventScroll: true }); },
  },
};
