// Fingers on the page. Chromium is told of touches as of a screen's own. Firefox cannot be: there
// the events are made that a touch comes to, which tries the page and not the browser.
//
// Knows nothing of the page.

/** Fingers that go down, move and go up: all that touch are given each time. */
export async function fingersOn(page) {
  const chromium = page.context().browser()?.browserType().name() === "chromium";
  const { down, move, up } = chromium ? await told(page) : made(page);
  const drag = async (from, to) => {
    await down(from);
    for (const share of [0.25, 0.5, 0.75, 1]) {
      await move({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
    }
    await up();
  };
  const tap = async (at) => {
    if (chromium) return page.touchscreen.tap(at.x, at.y);
    await down(at);
    await up();
    await page.evaluate(({ x, y }) => {
      const click = new MouseEvent("click", { bubbles: true, cancelable: true, clientX: x, clientY: y });
      document.elementFromPoint(x, y)?.dispatchEvent(click);
    }, at);
  };
  return { down, move, up, drag, tap };
}

/** Taps on what is on the page. */
export async function tapOn(page, locator) {
  await (await fingersOn(page)).tap(await middleOf(locator));
}

/** The middle of what is on the page. */
export async function middleOf(locator) {
  await locator.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
}

async function told(page) {
  const client = await page.context().newCDPSession(page);
  const send = (type, points) =>
    client.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(({ x, y }, id) => ({ x, y, id })),
    });
  return {
    down: (...points) => send("touchStart", points),
    move: (...points) => send("touchMove", points),
    up: () => send("touchEnd", []),
  };
}

/** Each finger stays with what it came down on, as fingers do. */
function made(page) {
  const fire = (kind, points) =>
    page.evaluate(
      ([kind, points]) => {
        const fingers = (globalThis.fingers ??= []);
        const send = (type, id, { x, y }) => {
          const event = { pointerId: id + 2, pointerType: "touch", isPrimary: id === 0, clientX: x, clientY: y };
          const { on } = fingers[id];
          on.dispatchEvent(new PointerEvent(type, { ...event, bubbles: true, cancelable: true, composed: true }));
        };
        if (kind === "up") {
          fingers.forEach(({ at }, id) => send("pointerup", id, at));
          fingers.length = 0;
        }
        points.forEach((at, id) => {
          const is = fingers[id] ? "pointermove" : "pointerdown";
          fingers[id] = { on: fingers[id]?.on ?? document.elementFromPoint(at.x, at.y), at };
          send(is, id, at);
        });
      },
      [kind, points],
    );
  return {
    down: (...points) => fire("down", points),
    move: (...points) => fire("move", points),
    up: () => fire("up", []),
  };
}
