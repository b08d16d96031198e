// The crowd: a panel for each schedule, a dot for every person, all at the same hour. What it shows comes from
// the server's event log; here it is only drawn. WebGL, for a hundred thousand dots.
const VERTEX = `
attribute vec2 place; attribute float stage; uniform float size; varying float kind;
void main() { gl_Position = vec4(place * 0.98, stage * 0.01, 1.0); gl_PointSize = size * (1.0 + 0.35 * min(stage, 2.0)); kind = stage; }`;
const FRAGMENT = `
precision mediump float; uniform vec3 colours[5]; varying float kind;
void main() {
  if (length(gl_PointCoord - 0.5) > 0.5) discard;
  int k = int(kind + 0.5);
  vec3 c = colours[0];
  if (k == 1) c = colours[1]; if (k == 2) c = colours[2]; if (k == 3) c = colours[3]; if (k == 4) c = colours[4];
  gl_FragColor = vec4(c, 1.0);
}`;
const KINDS = { float32: Float32Array, uint16: Uint16Array, uint32: Uint32Array, uint8: Uint8Array };

function unpacked(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  const arrays = header.arrays.map(({ kind, length: n }) => {
    const array = new KINDS[kind](buffer, at, n);
    at += Math.ceil(array.byteLength / 4) * 4;
    return array;
  });
  return { header, places: arrays[0], changes: header.schedules.map((_, k) => arrays.slice(1 + 3 * k, 4 + 3 * k)) };
}

class Panel {
  constructor(canvas, data, number) {
    this.canvas = canvas;
    this.data = data;
    [this.hours, this.people, this.stagesOf] = data.changes[number];
    this.stages = new Float32Array(data.header.people);
    this.counts = new Array(data.header.stages.length).fill(0);
    this.gl = canvas.getContext("webgl", { antialias: false, preserveDrawingBuffer: true });
    if (this.gl) this.prepare();
    this.rewind();
  }
  prepare() {
    const gl = this.gl, program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source); gl.compileShader(shader); gl.attachShader(program, shader);
    }
    gl.linkProgram(program); gl.useProgram(program);
    const fill = (name, array, size, usage) => {
      const buffer = gl.createBuffer(), at = gl.getAttribLocation(program, name);
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer); gl.bufferData(gl.ARRAY_BUFFER, array, usage);
      gl.enableVertexAttribArray(at); gl.vertexAttribPointer(at, size, gl.FLOAT, false, 0, 0);
      return buffer;
    };
    fill("place", this.data.places, 2, gl.STATIC_DRAW);
    this.buffer = fill("stage", this.stages, 1, gl.DYNAMIC_DRAW);
    this.program = program;
    gl.enable(gl.DEPTH_TEST); gl.depthFunc(gl.GEQUAL); gl.clearDepth(0.0);
  }
  rewind() {
    this.next = 0;
    this.stages.fill(0);
    this.counts.fill(0);
    this.counts[0] = this.data.header.people;
  }
  show(hour, colours) {
    if (this.next > 0 && this.hours[this.next - 1] > hour) this.rewind();
    while (this.next < this.hours.length && this.hours[this.next] <= hour) {
      const person = this.people[this.next], stage = this.stagesOf[this.next], before = this.stages[person];
      if (stage > before) { this.counts[before] -= 1; this.counts[stage] += 1; this.stages[person] = stage; }
      this.next += 1;
    }
    const gl = this.gl;
    if (!gl) return;
    const side = Math.round(this.canvas.clientWidth * devicePixelRatio);
    if (this.canvas.width !== side) { this.canvas.width = side; this.canvas.height = side; }
    gl.viewport(0, 0, side, side);
    gl.clearColor(0, 0, 0, 0); gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer); gl.bufferSubData(gl.ARRAY_BUFFER, 0, this.stages);
    gl.uniform3fv(gl.getUniformLocation(this.program, "colours"), colours);
    gl.uniform1f(gl.getUniformLocation(this.program, "size"), Math.max(1.5, side * 0.62 / Math.sqrt(this.data.header.people)));
    gl.drawArrays(gl.POINTS, 0, this.data.header.people);
  }
  nearest(x, y) {
    let best = -1, least = Infinity;
    const places = this.data.places;
    for (let i = 0; i < this.data.header.people; i += 1) {
      const d = (places[2 * i] * 0.98 - x) ** 2 + (places[2 * i + 1] * 0.98 - y) ** 2;
      if (d < least) { least = d; best = i; }
    }
    return best;
  }
}

export default {
  template: `
<div class="crowd" role="group" aria-label="The town under each schedule">
  <p v-if="problem" class="problem" role="alert">{{ problem }}</p>
  <template v-if="header">
    <div class="clock" aria-live="off"><b data-clock>Day {{ Math.floor(hour / 24) + 1 }}, {{ String(hour % 24).padStart(2, "0") }} h</b>
      <span class="key"><span v-for="(stage, k) in header.stages" :key="stage"><i :style="{ background: header.colours[k] }"></i>{{ stage }}</span></span>
    </div>
    <div class="panels">
      <figure v-for="(schedule, k) in header.schedules" :key="schedule.name">
        <figcaption>{{ schedule.label }}</figcaption>
        <div class="town">
          <canvas :ref="'canvas' + k" :data-schedule="schedule.name" @click="ask($event, k)"
            :aria-label="'The town under ' + schedule.label"></canvas>
          <span v-for="c in header.communities" :key="c.name" class="community"
            :style="{ left: 50 + 49 * c.x + '%', top: 50 - 49 * (c.y + 1.04 * c.radius) + '%' }">{{ c.name }}</span>
        </div>
        <p class="counts"><b :data-reached="schedule.name">{{ reached[k].toLocaleString("en") }}</b> reached,
          <b :data-customers="schedule.name">{{ customers[k].toLocaleString("en") }}</b> of them customers</p>
      </figure>
    </div>
    <div class="player">
      <button type="button" @click="toggle" data-play>{{ playing ? "Pause" : "Play" }}</button>
      <button type="button" @click="go(hour - 1)" aria-label="One hour back">−1 h</button>
      <button type="button" @click="go(hour + 1)" aria-label="One hour on">+1 h</button>
      <input type="range" min="0" :max="header.hours - 1" v-model.number="wanted" @input="go(wanted)" aria-label="Hour of the campaign" data-scrub>
      <label>Speed <select v-model.number="speed" aria-label="Hours per second"><option v-for="s in [6, 24, 72, 168]" :value="s">{{ s }} h/s</option></select></label>
    </div>
  </template>
  <p v-else-if="!problem" class="waiting">Playing the campaign ...</p>
</div>`,
  props: { source: String },
  data() {
    return { header: null, problem: "", hour: 0, wanted: 0, playing: false, speed: 24, reached: [], customers: [], frames: 0 };
  },
  async mounted() {
    try {
      const answer = await fetch(this.source);
      if (!answer.ok) { this.problem = (await answer.json()).problems.join(" "); return; }
      const data = unpacked(await answer.arrayBuffer());
      if (matchMedia("(prefers-color-scheme: dark)").matches) data.header.colours[0] = "#454c55";  // unaware: stands back
      this.reached = data.header.schedules.map(() => 0);
      this.customers = data.header.schedules.map(() => 0);
      this.header = data.header;
      await this.$nextTick();
      this.panels = data.header.schedules.map((_, k) => new Panel(this.canvas(k), data, k));
      this.colours = new Float32Array(data.header.colours.flatMap((c) => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16) / 255)));
      if (this.panels.some((panel) => !panel.gl)) this.problem = "This browser draws no WebGL; the numbers below are right all the same.";
      const asked = Number(new URLSearchParams(location.search).get("hour"));
      this.go(Number.isInteger(asked) && asked > 0 ? asked : Math.min(this.header.hours - 1, 72));
      this.observer = new ResizeObserver(() => this.draw());
      this.observer.observe(this.$el);
    } catch (error) {
      this.problem = "The lab cannot be reached: " + error.message;
    }
  },
  beforeUnmount() { this.playing = false; this.observer?.disconnect(); },
  methods: {
    canvas(k) { const found = this.$refs["canvas" + k]; return Array.isArray(found) ? found[0] : found; },
    draw() {
      this.panels.forEach((panel, k) => {
        panel.show(this.hour, this.colours);
        const counts = panel.counts;
        this.reached[k] = this.header.people - counts[0];
        this.customers[k] = counts[3] + counts[4];
      });
      this.frames += 1;
      this.$el.dataset.frames = this.frames;
    },
    go(hour) {
      this.hour = Math.max(0, Math.min(this.header.hours - 1, hour));
      this.wanted = this.hour;
      this.draw();
      const address = new URL(location.href);
      address.searchParams.set("hour", this.hour);
      if (!this.playing) history.replaceState(null, "", address);
    },
    toggle() {
      this.playing = !this.playing;
      if (!this.playing) { this.go(this.hour); return; }
      if (this.hour >= this.header.hours - 1) this.go(0);
      let last = performance.now(), exact = this.hour;
      const tick = (now) => {
        if (!this.playing) return;
        exact += (now - last) / 1000 * this.speed;
        last = now;
        if (exact >= this.header.hours - 1) { this.playing = false; this.go(this.header.hours - 1); return; }
        this.go(Math.floor(exact));
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    },
    ask(event, k) {
      const box = event.target.getBoundingClientRect();
      const x = 2 * (event.clientX - box.left) / box.width - 1, y = 1 - 2 * (event.clientY - box.top) / box.height;
      this.$emit("person", { schedule: this.header.schedules[k].name, person: this.panels[k].nearest(x, y) });
    },
  },
};
