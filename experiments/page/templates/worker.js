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
    const found = playedAs(engine, lesson, data.asked, luck, false).map((run) => measuresOf(lesson, run));
    postMessage({ ask: data.ask, luck, found });
    await new Promise((next) => setTimeout(next));
  }
};
