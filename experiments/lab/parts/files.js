import { waited } from "waiting";

// Open and save. Files are sent to the lab on this machine as they are, and read there.
export default {
  template: `
<details class="files">
  <summary>Open and save: {{ name }}<template v-if="roster">, with your roster</template><template v-if="assumptions">, assumptions: {{ assumptions }}</template></summary>
  <p class="note">{{ question }} A market of {{ people.toLocaleString("en") }} people, played as a scale model of
    {{ simulated.toLocaleString("en") }}: audiences shrink with it, money and rates do not.</p>
  <p class="row">
    <label class="button">Open a scenario (TOML)<input type="file" accept=".toml" data-open="open" @change="open($event, 'open')"></label>
    <label class="button">Open a roster (CSV, XLSX)<input type="file" accept=".csv,.tsv,.txt,.xlsx" data-open="roster" @change="open($event, 'roster')"></label>
    <a v-if="roster" :href="here(without)">Leave your roster</a>
    <label class="button">Open assumptions (TOML)<input type="file" accept=".toml" data-open="set" @change="open($event, 'set')"></label>
    <a v-if="assumptions" :href="here(shipped)" data-shipped>Leave your assumptions</a>
  </p>
  <p class="row">
    <a :href="'scenario.toml?' + address" download data-save>Save this as a scenario (TOML)</a>
    <a v-if="roster" :href="'roster.csv?' + address" download>Save your roster (CSV)</a>
    <a v-if="assumptions" :href="'assumptions.toml?' + address" download>Save your assumptions (TOML)</a>
    <button type="button" @click="copy" data-copy>{{ copied || "Copy the link" }}</button>
  </p>
  <template v-if="town">
    <p class="row">
      <a :href="'hourly.csv?' + address" download>Counts by hour (CSV)</a>
      <a :href="'events.csv?' + address" download>Every impression (CSV)</a>
      <button type="button" :disabled="working !== ''" @click="draw('town.png')" data-draw="town.png">Picture of the towns (PNG)</button>
      <button type="button" :disabled="working !== ''" @click="draw('town.gif')" data-draw="town.gif">Moving picture (GIF)</button>
    </p>
    <p class="note">Counts and impressions are of the simulated people, one row for each launch and hour, or launch and impression.</p>
  </template>
  <p v-if="assumptions" class="note">Your assumptions are drawn from where many campaigns are played: in Compare, Plan and Assumptions. A town
    that you watch is played at their base values.</p>
  <p class="note">A roster has the column {{ columns[0] }}, and where you know them {{ columns.slice(1).join(", ") }}. Files may
    have {{ most / 1e6 }} MB; they stay on this machine, and in memory as long as the lab is open.</p>
  <p v-if="working" class="note" role="status">{{ working }} ...<template v-if="steps.of"> {{ steps.done }} of {{ steps.of }} pictures
    <button type="button" @click="stop" data-stop-drawing>Stop</button></template></p>
  <ul v-if="problems.length" class="problem" role="alert"><li v-for="problem in problems" :key="problem">{{ problem }}</li></ul>
  <p v-if="readings.length" class="row">
    <button v-for="[name, value, words] in readings" :key="name + value" type="button" :data-reading="value" @click="answer(name, value)">{{ words }}</button>
  </p>
</details>`,
  props: {
    address: String, without: String, name: String, question: String, people: Number, simulated: Number, roster: Boolean,
    assumptions: String, shipped: String,
    header: Array, columns: Array, most: Number, town: Boolean,
  },
  data() { return { problems: [], readings: [], refused: null, working: "", copied: "", steps: { done: 0, of: 0 } }; },
  methods: {
    here(address) { return location.pathname + "?" + address; },
    async draw(name) {
      if (name === "town.png" && document.querySelector(".crowd canvas")) { dispatchEvent(new Event("picture")); return; }  // as on screen
      const hour = document.querySelector("[data-scrub]")?.value;  // the one on screen, where one is
      this.problems = [];
      this.steps = { done: 0, of: 0 };
      this.working = "Drawing " + name;
      try {
        const address = `${name}?${this.address}${hour ? "&hour=" + hour : ""}`;
        const answer = await waited(address, (steps) => { this.steps = steps; }, (stop) => { this.stop = stop; });
        if (answer.ok) this.save(await answer.blob(), name); else this.problems = (await answer.text()).trim().split("\n");
      } catch (error) {
        this.problems = [error.message];
      }
      this.working = "";
    },
    save(blob, name) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    async open(event, what) {
      const input = event.target, file = input.files[0];
      if (!file) return;
      await this.send(file, what, "");
      input.value = "";  // so that the same file can be chosen again
    },
    async answer(name, value) {
      const { file, what, answers } = this.refused;
      await this.send(file, what, `${answers}&${name}=${value}`);
    },
    async send(file, what, answers) {
      this.problems = [];
      this.readings = [];
      this.working = "Reading " + file.name;
      try {
        if (file.size > this.most) throw new Error(`${file.name}: is larger than ${this.most / 1e6} MB, the most that the lab opens`);
        const words = this.address + "&file=" + encodeURIComponent(file.name) + answers;
        const answer = await fetch(`${what}?${words}`, { method: "POST", headers: { [this.header[0]]: this.header[1] }, body: file });
        const said = await answer.json();
        if (said.address) { location.assign(this.here(said.address)); return; }
        this.problems = said.problems;
        this.readings = said.readings || [];
        this.refused = { file, what, answers };
      } catch (error) {
        this.problems = [error.message];
      }
      this.working = "";
    },
    async copy() {
      const link = new URL(this.here(this.address), location.href);  // all that is asked, whatever the address bar leaves out
      for (const [name, value] of new URLSearchParams(location.search)) if (["hour", "colour"].includes(name)) link.searchParams.set(name, value);
      try { await navigator.clipboard.writeText(link); this.copied = "Copied"; }
      catch { history.replaceState(null, "", link); this.copied = "The link is in the address bar"; }
      setTimeout(() => { this.copied = ""; }, 2000);
    },
  },
};
