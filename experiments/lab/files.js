// Open and save. Files are sent to the lab on this machine as they are, and read there.
export default {
  template: `
<details class="files">
  <summary>Open and save: {{ name }}<template v-if="roster">, with your roster</template></summary>
  <p class="note">{{ question }} A market of {{ people.toLocaleString("en") }} people, played as a scale model of
    {{ simulated.toLocaleString("en") }}: audiences shrink with it, money and rates do not.</p>
  <p class="row">
    <label class="button">Open a scenario (TOML)<input type="file" accept=".toml" data-open="open" @change="open($event, 'open')"></label>
    <label class="button">Open a roster (CSV)<input type="file" accept=".csv" data-open="roster" @change="open($event, 'roster')"></label>
    <a v-if="roster" :href="here(without)">Leave your roster</a>
  </p>
  <p class="row">
    <a :href="'scenario.toml?' + address" download data-save>Save this as a scenario (TOML)</a>
    <a v-if="roster" :href="'roster.csv?' + address" download>Save your roster (CSV)</a>
    <a :href="'hourly.csv?' + address" download>Counts by hour (CSV)</a>
    <a :href="'events.csv?' + address" download>Every impression (CSV)</a>
    <a :href="'town.png?' + address" download @click="at($event)">Picture of the towns (PNG)</a>
    <button type="button" @click="copy" data-copy>{{ copied || "Copy the link" }}</button>
  </p>
  <p class="note">A roster has the column {{ columns[0] }}, and where you know them {{ columns.slice(1).join(", ") }}. Files may
    have {{ most / 1e6 }} MB; they stay on this machine, and in memory as long as the lab is open.</p>
  <p v-if="working" class="note" role="status">Reading {{ working }} ...</p>
  <ul v-if="problems.length" class="problem" role="alert"><li v-for="problem in problems" :key="problem">{{ problem }}</li></ul>
</details>`,
  props: {
    address: String, without: String, name: String, question: String, people: Number, simulated: Number, roster: Boolean,
    header: Array, columns: Array, most: Number,
  },
  data() { return { problems: [], working: "", copied: "" }; },
  methods: {
    here(address) { return location.pathname + "?" + address; },
    at(event) {
      const hour = new URLSearchParams(location.search).get("hour");
      event.currentTarget.href = "town.png?" + this.address + (hour ? "&hour=" + hour : "");
    },
    async open(event, what) {
      const input = event.target, file = input.files[0];
      if (!file) return;
      this.problems = [];
      this.working = file.name;
      try {
        if (file.size > this.most) throw new Error(`${file.name}: is larger than ${this.most / 1e6} MB, the most that the lab opens`);
        const words = this.address + "&file=" + encodeURIComponent(file.name);
        const answer = await fetch(`${what}?${words}`, { method: "POST", headers: { [this.header[0]]: this.header[1] }, body: file });
        const said = await answer.json();
        if (said.address) { location.assign(this.here(said.address)); return; }
        this.problems = said.problems;
      } catch (error) {
        this.problems = [error.message];
      }
      this.working = "";
      input.value = "";  // so that the same file can be chosen again
    },
    async copy() {
      try { await navigator.clipboard.writeText(location.href); this.copied = "Copied"; }
      catch { this.copied = "The link is in the address bar"; }
      setTimeout(() => { this.copied = ""; }, 2000);
    },
  },
};
