// Something that takes a while: how far it is, asked of the lab again and again, and a way to end it.
const AFTER = 1500, EVERY = 500; // ms

// Fetches an address; onSteps hears {done, of} while it takes long. Gives the answer and, as soon as it begins, to onBegun a way to stop.
export async function waited(address, onSteps, onBegun) {
  const word = crypto.randomUUID(), begun = performance.now();
  let over = false;
  onBegun(() => fetch(`waiting/stop?waiting=${word}`, { method: "POST" }));
  const ask = async () => {
    while (!over) {
      await new Promise((then) => setTimeout(then, EVERY));
      if (over || performance.now() - begun < AFTER) continue;
      try {
        const steps = await (await fetch(`waiting?waiting=${word}`)).json();
        if (!over) onSteps(steps);
      } catch { /* away for a moment */ }
    }
  };
  ask();
  try {
    return await fetch(`${address}${address.includes("?") ? "&" : "?"}waiting=${word}`);
  } finally {
    over = true;
  }
}
