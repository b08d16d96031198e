// Plays the first launch of a lesson several times, and tells the seconds of each and those within each loop, as JSON.
import fs from "fs";

const [, , templates, kernels, lesson, times] = process.argv;
const { Engine, unpacked } = new Function(`${fs.readFileSync(`${templates}/engine.js`, "utf8")}; return { Engine, unpacked };`)();
const { header, arrays } = unpacked(new Uint8Array(fs.readFileSync(lesson)));
const numbers = JSON.parse(fs.readFileSync(`${kernels}/kernels.json`, "utf8"));
const engine = await Engine.from(numbers, fs.readFileSync(`${kernels}/kernels.wasm`), arrays);
const seconds = () => performance.now() / 1000;
let within = {};
engine.loops = Object.fromEntries(Object.entries(engine.loops).map(([name, loop]) => [name, typeof loop !== "function" ? loop : (block) => {
  const begun = seconds(), said = loop(block);
  within[name] = (within[name] ?? 0) + seconds() - begun;
  return said;
}]));
const [world] = header.worlds, found = [];
for (let k = 0; k < Number(times); k += 1) {
  within = {};
  const begun = seconds();
  engine.play(world, world.launches[0], header.luck);
  found.push({ seconds: seconds() - begun, within });
}
console.log(JSON.stringify(found));
