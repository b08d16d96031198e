// Begins: unpacks the lesson, makes the engine, and says what is missing where it cannot.
"use strict";

const OLD = "This browser is too old for this page: it lacks what the model's rules are compiled to (WebAssembly with SIMD, since 2023 in every "
  + "common browser). The lesson below can be read; for the towns, open the file in a current browser.";

async function begin() {
  const begun = performance.now();
  if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") { say(OLD); return; }
  const packed = Uint8Array.from(atob($("lesson").textContent.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const { header: lesson, arrays } = unpacked(bytes);
  if (!WebAssembly.validate(arrays[lesson.wasm].bytes)) { say(OLD); return; }
  lesson.bytes_of = (place) => arrays[place].bytes;
  const engine = await Engine.from(lesson.kernels, arrays[lesson.wasm].bytes, arrays);
  $("board").hidden = false;
  window.page = new Page(lesson, engine, bytes);
  document.body.dataset.ready = `${Math.round(performance.now() - begun)}`;
}

begin().catch((error) => say(`The page could not begin: ${error.message}`));
