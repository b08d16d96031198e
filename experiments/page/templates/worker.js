// Beside the page: plays one luck after another, as long as nobody asks for something else.
"use strict";

let ready = null, turn = 0;

async function begin(bytes) {
  const { header: lesson, arrays } = unpacked(bytes);
  return { lesson, engine: await Engine.from(lesson.kernels, arrays[lesson.wasm].bytes, arrays) };
}

onmessage = async ({ data }) => {
  const mine = turn += 1;
  if (data.bytes) ready = begin(data.bytes);
  const { lesson, engine } = await ready;
  for (let luck = 1; data.asked && luck <= lesson.lucks.most && mine === turn; luck += 1) {
    const runs = townsOf(lesson, data.asked).map((town) => playedAs(engine, lesson, { ...data.asked, town }, luck, false));
    const found = meanOfTowns(runs, (run) => measuresOf(lesson, run)), places = meanOfTowns(runs, (run) => placeOf(lesson.kernels, run));
    postMessage({ ask: data.ask, luck, found, places });
    await new Promise((next) => setTimeout(next));
  }
};
