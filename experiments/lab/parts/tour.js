// The tour: a card beside what it speaks of, which it frames. It waits for its target and blocks nothing.
const SEEN = "groundswell-tour";
const GAP = 12; // px between target, card and window

// A browser may forbid to keep anything; then the tour comes only when it is asked for.
function seen() { try { return localStorage.getItem(SEEN) !== null; } catch { return true; } }
function keep() { try { localStorage.setItem(SEEN, "seen"); } catch { /* comes by itself no more than before */ } }

export default {
  template: `
<span class="tour">
  <button type="button" class="begin" @click="start" data-tour>Tour</button>
  <template v-if="frame">
    <span class="frame" aria-hidden="true" :style="frame"></span>
    <section class="card" ref="card" role="dialog" aria-labelledby="tour-title" aria-describedby="tour-words" tabindex="-1"
      :style="place" data-tour-card>
      <p class="step">{{ at + 1 }} of {{ steps.length }}</p>
      <h2 id="tour-title">{{ steps[at].title }}</h2>
      <p id="tour-words">{{ steps[at].words }}</p>
      <span class="ways">
        <button type="button" v-if="at > 0" @click="go(at - 1)">Back</button>
        <button type="button" class="on" @click="at + 1 < steps.length ? go(at + 1) : end()">{{ at + 1 < steps.length ? "Next" : "Done" }}</button>
        <button type="button" @click="end">Close</button>
      </span>
    </section>
  </template>
</span>`,
  props: { steps: Array, itself: Boolean },
  data() { return { at: -1, frame: null, place: null }; },
  mounted() { if (this.itself && !seen()) this.start(); },
  beforeUnmount() { this.stop(); },
  methods: {
    start() {
      this.stop();
      this.before = document.activeElement;
      this.escape = (event) => { if (event.key === "Escape") this.end(); };
      addEventListener("keydown", this.escape);
      this.go(0);
      const follow = () => { this.follow(); this.turn = requestAnimationFrame(follow); };
      follow();
    },
    go(step) { this.at = step; this.come = true; },
    stop() {
      cancelAnimationFrame(this.turn);
      removeEventListener("keydown", this.escape);
      this.at = -1;
      this.frame = null;
    },
    end() {
      if (this.itself) keep();
      const inside = this.$refs.card?.contains(document.activeElement);
      this.stop();
      // Back to where the visitor was; a first visitor was nowhere.
      const back = this.before?.isConnected && this.before !== document.body ? this.before : this.$el.querySelector("button");
      if (inside) back.focus({ preventScroll: true });
    },
    follow() {
      const target = document.querySelector(this.steps[this.at].target);
      if (!target) { this.frame = null; this.come = true; return; }
      if (this.come) {
        this.come = false;
        this.enter = true;
        const { top, bottom, height } = target.getBoundingClientRect();
        // What is tall is shown from its beginning.
        if (top < 0 || bottom > innerHeight) target.scrollIntoView({ block: height > innerHeight / 2 ? "start" : "center" });
      }
      const box = target.getBoundingClientRect();
      const px = (n) => Math.round(n) + "px";
      const frame = { left: px(box.left - 4), top: px(box.top - 4), width: px(box.width + 8), height: px(box.height + 8) };
      if (JSON.stringify(frame) !== JSON.stringify(this.frame)) this.frame = frame;
      const card = this.$refs.card;
      if (!card) return; // in the next turn
      const { offsetWidth: width, offsetHeight: height } = card;
      let top = innerHeight - height - GAP; // where there is no room beside the target
      if (innerHeight - box.bottom >= height + 2 * GAP) top = box.bottom + GAP;
      else if (box.top >= height + 2 * GAP) top = box.top - height - GAP;
      const left = Math.max(GAP, Math.min(box.left, document.documentElement.clientWidth - width - GAP));
      const place = { left: px(left), top: px(Math.max(GAP, Math.min(top, innerHeight - height - GAP))) };
      if (JSON.stringify(place) !== JSON.stringify(this.place)) this.place = place;
      if (this.enter) { this.enter = false; card.focus({ preventScroll: true }); }
    },
  },
};
