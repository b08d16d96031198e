// What folds to one row: open from the start only where the window is high enough to show the results below it as well.
let opened = null;  // as the visitor left it, whatever is shown anew

export default {
  template: `
<details class="fold" :open="open" @toggle="kept($event.target.open)">
  <summary><b>What is asked:</b> {{ told }} <span class="unfold">{{ open ? "Fold" : "Change" }}</span></summary>
  <div class="fields"><slot></slot></div>
</details>`,
  props: { told: String },
  data: () => ({ open: opened ?? matchMedia("(min-width: 48rem) and (min-height: 68rem)").matches }),
  methods: {
    kept(open) {
      if (open !== this.open) opened = open;
      this.open = open;
    },
  },
};
