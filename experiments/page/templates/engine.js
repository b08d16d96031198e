// The engine: holds what a run lasts on in the memory of the compiled loops, and plays a campaign hour by hour.
// As sim/crowd/column_crowd.py does, with the same loops: no rule of the model lives here.
"use strict";

class Engine {
  // `kernels` are the loops and their numbers, `arrays` those of a lesson, of bytes each, as `unpacked` has them.
  static async from(kernels, wasm, arrays) {
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
    const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
    return new Engine(kernels, memory, instance.exports, arrays);
  }

  constructor(kernels, memory, loops, arrays) {
    Object.assign(this, { kernels, memory, loops });
    this.top = Math.ceil(loops.__heap_base.value / 16) * 16;
    this.slots = new Map();  // by name, the places from which loops are handed it: [place, kind, first of an array]
    this.blocks = {};
    for (const [name, slots] of Object.entries(kernels.loops)) {
      const block = this.blocks[name] = this.take(kernels.result_bytes + 8 * slots.length);
      slots.forEach(([of, part, kind], k) => {
        if (part !== "value" && part !== "meminfo") return;
        if (!this.slots.has(of)) this.slots.set(of, []);
        this.slots.get(of).push([block + kernels.result_bytes + 8 * k, kind, part === "meminfo"]);
      });
    }
    this.kept = arrays.map(({ bytes, shape, item }) => {
      const at = this.take(bytes.length);
      this.bytes(at, bytes.length).set(bytes);
      return { at, shape, item };
    });
    this.start = this.top;  // of what a run takes, and gives back at its end
  }

  // ---- Memory ----

  take(bytes) {
    const at = this.top;
    this.top = Math.ceil((at + bytes) / 16) * 16;
    const missing = this.top - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65536));
    return at;
  }

  array(shape, item, filled = 0) {
    const bytes = item * shape.reduce((a, b) => a * b, 1), at = this.take(bytes);
    if (filled !== null) this.bytes(at, bytes).fill(filled);
    return { at, shape, item };
  }

  bytes(at, n) { return new Uint8Array(this.memory.buffer, at, n); }
  view() { return new DataView(this.memory.buffer); }
  wide({ at, shape }) { return new BigInt64Array(this.memory.buffer, at, shape.reduce((a, b) => a * b, 1)); }
  words({ at, shape }) { return new Int32Array(this.memory.buffer, at, shape[0]); }

  // ---- What loops are handed ----

  put(name, value) {
    if (typeof value === "object") this.putArray(name, value); else this.putNumber(name, value);
  }

  putNumber(name, value) {
    const view = this.view();
    for (const [at, kind] of this.slots.get(name) ?? []) {
      if (kind === "f64") view.setFloat64(at, Number(value), true);
      else if (kind === "i8") view.setUint8(at, Number(value));
      else view.setBigInt64(at, BigInt.asIntN(64, BigInt(value)), true);
    }
  }

  putArray(name, array) {
    const view = this.view(), items = array.shape.reduce((a, b) => a * b, 1);
    const strides = array.shape.map((_, k) => array.item * array.shape.slice(k + 1).reduce((a, b) => a * b, 1));
    for (const [at] of this.slots.get(name) ?? []) {
      [0, 0, items, array.item, array.at, ...array.shape, ...strides].forEach((number, k) => {
        view.setBigInt64(at + 8 * k, BigInt(number), true);
      });
    }
    this.state[name] = array;
  }

  // Calls a loop; what it returns, n whole numbers.
  call(name, numbers = {}, n = 1) {
    for (const [argument, value] of Object.entries(numbers)) this.put(argument, value);
    const problem = this.loops[name](this.blocks[name]);
    if (problem) throw new Error(`${name} ended with ${problem}`);
    const view = this.view();
    return Array.from({ length: n }, (_, k) => Number(view.getBigInt64(this.blocks[name] + 8 * k, true)));
  }

  // ---- A run ----

  // Plays a launch in a world with this luck. `changed` has by name numbers of behaviour that take the place of the
  // world's, and by field numbers of each post. Returns counts by hour, by post, the ending, and the bytes of all events.
  play(world, launch, luck, { changed = { behaviour: {}, posts: {} }, events = true } = {}) {
    const { sizes, tally } = this.kernels;
    this.top = this.start;
    this.state = {};
    this.begin(world, launch, luck, changed);
    const hourly = new Float64Array(this.horizon * tally.length);
    const log = { bytes: new Uint8Array(events ? 1 << 16 : 0), used: 0 };
    const due = new Map();
    launch.hours.forEach((hour, k) => due.set(hour, [...(due.get(hour) ?? []), k + this.kernels.first_place]));
    for (let hour = 0; hour < this.horizon; hour += 1) {
      for (const place of due.get(hour) ?? []) this.publish(place, hour);
      this.read(hour, hourly.subarray(hour * tally.length, (hour + 1) * tally.length), events ? log : null);
    }
    const size = sizes.event;
    return {
      hourly, hours: this.horizon, byPost: Array.from(this.wide(this.state["state.by_post"]), Number),
      events: log.bytes.subarray(0, log.used), count: log.used / size, ending: this.end(),
    };
  }

  begin(world, launch, luck, changed) {
    const { sizes, tally, by_post: byPost, generations, block, fields } = this.kernels;
    for (const [name, value] of Object.entries(world.values)) {
      this.put(name, typeof value === "object" ? this.kept[value.array] : value);
    }
    for (const [name, value] of Object.entries(changed.behaviour)) this.put(name, value);
    this.put("state.behaviour.luck_seed", luck);
    const behaviour = world.values;
    this.people = behaviour["state.people.size"];
    this.horizon = behaviour["state.behaviour.horizon"];
    const given = this.kept[launch.posts], pieces = given.shape[0];
    const posts = this.array([pieces], sizes.post, null);
    this.bytes(posts.at, pieces * sizes.post).set(this.bytes(given.at, pieces * sizes.post));
    this.put("state.posts", posts);
    const view = this.view();
    for (const [field, numbers] of Object.entries(changed.posts)) {
      numbers.forEach((number, k) => view.setFloat64(posts.at + k * sizes.post + fields.post[field], number, true));
    }
    this.call("give_luck", { known: this.kept[launch.known] }, 0);
    this.put("state.by_post", this.array([pieces, byPost.length], 8));
    this.put("state.showings", this.array([Math.max(1024, pieces)], sizes.showing));
    const rows = Math.min(this.kernels.table.smallest, 2 * this.people);  // a small town needs no more
    this.put("state.table", this.array([rows], sizes.person));
    this.put("state.passed_on", this.array([1024], 8, 255));
    for (const [name, shape] of [["engaged", [pieces, generations]], ["earned", [pieces, generations]], ["shown", [pieces]],
      ["judged", [pieces]], ["orders", [pieces, 4]]]) this.put(`state.feed.${name}`, this.array(shape, 8));
    this.put("state.pages.keys", this.array([0, this.kernels.chunk], 8));
    this.put("state.pages.following", this.array([0], 4));
    this.put("state.pages.head", this.array([this.horizon, 1], 4, 255));
    this.put("state.pages.filled", this.array([this.horizon, 1], 4));
    this.put("state.pages.counts", this.array([2], 8));
    this.wide(this.state["state.pages.counts"])[0] = -1n;
    this.most = Math.max(behaviour["state.ties.most_followers"], behaviour["state.behaviour.simulated_readers"]);
    this.put("scratch.members", this.array([block], 4));
    this.put("scratch.member_words", this.array([3, block], 4));
    this.put("scratch.readers", this.array([this.most], 8));
    this.put("scratch.batches", this.array([pieces * generations], sizes.batch));
    this.put("tally", this.array([tally.length], 8));
    this.room = 0;
    this.withReadingRoom(1024);
    this.showings = 0;
    this.reached = 0;
  }

  // Everybody's trust before the campaign, in steps, in the world that was played last.
  trustBefore() {
    const trust = this.array([this.people], 2);
    this.call("initial_trust", { trust }, 0);
    return new Uint16Array(this.memory.buffer.slice(trust.at, trust.at + 2 * this.people));
  }

  // The chances behind all that a person saw in the run that was played last: `events` holds the bytes of theirs. By deed,
  // not a number where nothing was left to a coin.
  chances(person, events) {
    const { sizes, fields } = this.kernels, n = events.length / sizes.event;
    const seen = this.array([n], sizes.event), found = this.array([n], sizes.chances), own = this.array([1], sizes.person);
    this.bytes(seen.at, events.length).set(events);
    this.call("chances", { person, seen, found, own }, 0);
    const view = this.view();
    return Array.from({ length: n }, (_, k) => Object.fromEntries(
      Object.entries(fields.chances).map(([deed, at]) => [deed, view.getFloat64(found.at + k * sizes.chances + at, true)]),
    ));
  }

  withReadingRoom(impressions) {
    if (impressions <= this.room) return;
    const { sizes } = this.kernels;
    this.room = Math.max(impressions, 2 * this.room);
    this.put("scratch.rows", this.array([this.room], 8, null));
    this.put("scratch.engage_words", this.array([this.room], 4, null));
    this.put("scratch.sharing", this.array([2 * this.room], sizes.showing, null));
    this.dueAt = this.take(8 * this.room);
    this.logAt = this.take(sizes.event * this.room);
  }

  // Room for so many more showings, whose places begin with the one that is returned.
  placesFor(showings) {
    const first = this.showings, size = this.kernels.sizes.showing, known = this.state["state.showings"];
    this.showings += showings;
    if (this.showings > known.shape[0]) {
      const larger = this.array([2 * this.showings], size);
      this.bytes(larger.at, first * size).set(this.bytes(known.at, first * size));
      this.put("state.showings", larger);
    }
    return first;
  }

  // Room for so many more impressions in the calendar.
  reserve(impressions) {
    const { chunk } = this.kernels, keys = this.state["state.pages.keys"], following = this.state["state.pages.following"];
    const used = Number(this.wide(this.state["state.pages.counts"])[1]);
    const needed = used + Math.floor(impressions / chunk) + this.horizon + 1;
    if (needed <= following.shape[0]) return;
    const chunks = Math.max(needed, 2 * following.shape[0]);
    const more = this.array([chunks, chunk], 8, null), further = this.array([chunks], 4, null);
    this.bytes(more.at, 8 * chunk * used).set(this.bytes(keys.at, 8 * chunk * used));
    this.bytes(further.at, 4 * used).set(this.bytes(following.at, 4 * used));
    this.put("state.pages.keys", more);
    this.put("state.pages.following", further);
  }

  publish(place, hour) {
    const { sizes, fields, nobody } = this.kernels, posts = this.state["state.posts"].at + place * sizes.post;
    const showing = this.placesFor(1);
    const influencer = Number(this.view().getBigInt64(posts + fields.post.influencer, true));
    const post = this.view().getUint32(posts + fields.post.post, true);
    const at = this.state["state.showings"].at + showing * sizes.showing, of = fields.showing;
    this.view().setUint32(at + of.post, post, true);
    this.view().setUint32(at + of.via, nobody, true);
    this.view().setInt32(at + of.place, place, true);
    const audience = this.state["state.influencers"].at + influencer * sizes.influencer + fields.influencer.members;
    this.reserve(Number(this.view().getBigInt64(audience, true)));
    this.call("publish", { showing, hour }, 0);
    const [first] = this.call("first_views", { place });
    if (!first) return;
    const batches = this.array([1], sizes.batch);
    this.wide({ at: batches.at, shape: [4] }).set([BigInt(place), 0n, 0n, BigInt(first)]);
    this.recommend(batches, first, hour);
  }

  recommend(batches, people, hour) {
    const first = this.placesFor(batches.shape[0]);
    this.reserve(people);
    this.call("recommend", { batches, first, hour }, 0);
  }

  // The impressions due in this hour, ascending, which are gone from the calendar; how many they are.
  takeDue(hour) {
    const { chunk } = this.kernels;
    const head = this.words(this.state["state.pages.head"]), following = this.words(this.state["state.pages.following"]);
    if (head[hour] < 0) return 0;
    const held = this.words(this.state["state.pages.filled"])[hour];
    let n = held;
    for (let at = following[head[hour]]; at >= 0; at = following[at]) n += chunk;
    this.withReadingRoom(n);
    return this.takeChunks(hour, n, held);
  }

  takeChunks(hour, n, held) {
    const { chunk } = this.kernels, { at: keysAt } = this.state["state.pages.keys"];
    const head = this.words(this.state["state.pages.head"]), following = this.words(this.state["state.pages.following"]);
    const counts = this.wide(this.state["state.pages.counts"]);
    const due = new BigUint64Array(this.memory.buffer, this.dueAt, n);
    let at = head[hour], filled = 0;
    while (at >= 0) {
      due.set(new BigUint64Array(this.memory.buffer, keysAt + 8 * chunk * at, held), filled);
      filled += held;
      held = chunk;
      const next = following[at];
      following[at] = Number(counts[0]);
      counts[0] = BigInt(at);
      at = next;
    }
    head[hour] = -1;
    due.sort();
    return n;
  }

  read(hour, counts, log) {
    const n = this.takeDue(hour);
    if (!n) return;
    const { sizes, tally: names } = this.kernels, tally = this.state.tally;
    this.roomForPeople(n);
    this.roomToPassOn(this.showings + 2 * n);
    this.wide(tally).fill(0n);
    const due = { at: this.dueAt, shape: [n], item: 8 };
    const events = { at: this.logAt, shape: [log ? n : 0], item: sizes.event };
    const [shown, batches, people] = this.call("read", { due, hour, log: events }, 3);
    this.wide(tally).forEach((number, k) => { counts[k] = Number(number); });
    this.reached += counts[names.indexOf("reach_people")];
    if (log) this.keep(log, this.bytes(this.logAt, n * sizes.event));
    if (shown) this.passOn(shown, hour);
    if (batches) this.recommend({ ...this.state["scratch.batches"], shape: [batches] }, people, hour);
  }

  // Room for so many more people beside those reached.
  roomForPeople(more) {
    const { sizes, table } = this.kernels, rows = this.state["state.table"].shape[0];
    if (this.reached + more <= table.fullest * rows) return;
    const needed = Math.floor(Math.max((this.reached + more) / table.fullest, table.growth * rows)) + 1;
    const larger = this.array([needed], sizes.person);
    this.call("copy_people", { larger_table: larger }, 0);
    this.put("state.table", larger);
  }

  roomToPassOn(most) {
    const known = this.state["state.passed_on"];
    if (2 * most <= known.shape[0]) return;
    const larger = this.array([4 * most], 8, 255);
    this.call("copy_passed_on", { larger }, 0);
    this.put("state.passed_on", larger);
  }

  keep(log, bytes) {
    if (log.used + bytes.length > log.bytes.length) {
      const larger = new Uint8Array(2 * (log.used + bytes.length));
      larger.set(log.bytes.subarray(0, log.used));
      log.bytes = larger;
    }
    log.bytes.set(bytes, log.used);
    log.used += bytes.length;
  }

  passOn(shown, hour) {
    const { sizes, share_room: room } = this.kernels, first = this.placesFor(shown), last = this.showings;
    const from = this.state["scratch.sharing"].at, to = this.state["state.showings"].at + first * sizes.showing;
    this.bytes(to, shown * sizes.showing).set(this.bytes(from, shown * sizes.showing));
    const atOnce = Math.max(1, Math.floor(room / this.most));
    for (let start = first; start < last; start += atOnce) {
      const stop = Math.min(start + atOnce, last);
      this.reserve((stop - start) * this.most);
      this.call("spread", { first: start, last: stop, hour }, 0);
    }
  }

  // The people whom the campaign has touched, at its end; and who of them bought with no click: [hour, person].
  end() {
    const { sizes, fields, fixed } = this.kernels;
    const organic = this.array([this.reached], sizes.organic), counts = this.array([5], 8);
    const [n] = this.call("add_up", { organic, counts });
    const [aware, considering, customers, loyal, trust] = Array.from(this.wide(counts), Number), view = this.view();
    const bought = Array.from({ length: n }, (_, k) => [
      view.getUint16(organic.at + k * sizes.organic + fields.organic.hour, true),
      view.getUint32(organic.at + k * sizes.organic + fields.organic.person, true),
    ]);
    bought.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return { aware, considering, customers, loyal, trust: trust / fixed, organic: bought };
  }
}

// A lesson from its bytes: the length of a header (4 bytes, little end first), the header as JSON, arrays at multiples of 8.
function unpacked(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset), length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let at = 4 + length;
  const arrays = header.arrays.map(({ shape, item }) => {
    at = Math.ceil(at / 8) * 8;
    const n = item * shape.reduce((a, b) => a * b, 1);
    at += n;
    return { bytes: bytes.subarray(at - n, at), shape, item };
  });
  return { header, arrays };
}
