// Starts the page: loads the module that Trunk built and hands it the WebAssembly binary.
//
// It knows nothing of Faultline but its name. What it adds is one clear sentence when the page
// cannot start, or has stopped: a panic in WebAssembly leaves a picture that no longer answers.
// The module's exports are at `window.faultline`, for tests and for people with a console.
"use strict";

{
  const { js, wasm } = document.currentScript.dataset;
  const message = document.getElementById("boot-message");

  const say = (sentence) => {
    if (!message.hidden) return;
    message.textContent = sentence;
    message.hidden = false;
  };

  const KEPT = "The link in the address bar keeps your scenario.";

  const isPanic = (error) =>
    typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError;

  const stopped = (error) => {
    if (isPanic(error)) say(`Faultline has stopped on an error of its own: please reload. ${KEPT}`);
  };

  window.addEventListener("error", (event) => stopped(event.error));
  window.addEventListener("unhandledrejection", (event) => stopped(event.reason));

  // Once the page runs, so that it never waits for this: it can then be loaded without a network. Not
  // within another page, where nothing is kept. A browser that refuses is asked again next time.
  const keepForLater = async () => {
    if (!navigator.serviceWorker || window.top !== window || /[&]embed=1/.test(location.hash)) return;
    try {
      await navigator.serviceWorker.register(new URL("sw.js", document.baseURI));
      await navigator.serviceWorker.ready;
      document.documentElement.dataset.offline = "ready";
    } catch {
      // The page needs the network, as it did before.
    }
  };

  const start = async () => {
    if (typeof WebAssembly !== "object") {
      say("Faultline needs WebAssembly, which this browser does not have or does not allow.");
      return;
    }
    try {
      const module = await import(new URL(js, document.baseURI));
      await module.default({ module_or_path: new URL(wasm, document.baseURI) });
      window.faultline = module;
      keepForLater();
    } catch (error) {
      stopped(error);
      say(`Faultline could not be loaded: please check the connection and reload. ${KEPT}`);
      console.error(error);
    }
  };

  start();
}
