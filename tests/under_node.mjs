// Plays what lies in a folder as lesson-K.bin, world by world and launch by launch, and writes K-W-L.json and .events.
import fs from "fs";
import path from "path";

const [, , engineFile, wasmFile, folder] = process.argv;
const engineText = fs.readFileSync(engineFile, "utf8");
const { Engine, unpacked } = new Function(`${engineText}; return { Engine, unpacked };`)();
const kernels = JSON.parse(fs.readFileSync(wasmFile.replace(/wasm$/, "json"), "utf8"));
const wasm = fs.readFileSync(wasmFile);

// Twenty people, each with the bytes of their events.
function someOf(events, { sizes, fields }) {
  const view = new DataView(events.buffer, events.byteOffset, events.byteLength), own = new Map();
  for (let at = 0; at < events.length; at += sizes.event) {
    const person = view.getUint32(at + fields.event.person, true);
    if (own.has(person) || own.size < 20) own.set(person, [...(own.get(person) ?? []), ...events.subarray(at, at + sizes.event)]);
  }
  return [...own];
}

for (const name of fs.readdirSync(folder).filter((file) => file.endsWith(".bin"))) {
  const { header, arrays } = unpacked(new Uint8Array(fs.readFileSync(path.join(folder, name))));
  const engine = await Engine.from(kernels, wasm, arrays);
  header.worlds.forEach((world, w) => world.launches.forEach((launch, l) => {
    const begun = performance.now();
    const { events, ...told } = engine.play(world, launch, header.luck, { changed: header.changed });
    const seconds = (performance.now() - begun) / 1000;
    const chances = Object.fromEntries(someOf(events, kernels).map(([person, own]) => [person, engine.chances(person, own)]));
    const place = path.join(folder, `${name.replace(".bin", "")}-${w}-${l}`);
    fs.writeFileSync(`${place}.events`, events);
    fs.writeFileSync(`${place}.json`, JSON.stringify({ ...told, hourly: Array.from(told.hourly), seconds, chances }));
  }));
}
