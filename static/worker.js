// Starts the page's own program in a worker: the module that the page runs, on the binary that the
// page has compiled, so that nothing is fetched or compiled a second time. It knows nothing else.
"use strict";

self.onmessage = async ({ data: { js, module } }) => {
  self.onmessage = null;
  try {
    const program = await import(js);
    await program.default({ module_or_path: module });
  } catch {
    // No answer in any known form: the page does without this worker.
    self.postMessage(null);
  }
};
