// Serves the built page as a strict host would: below a deep path, with the content security
// policy as a header, and with an error for every file that is not there.
//
// `node server.mjs [port]` serves it for looking at by hand.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** The built page. */
export const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** Nobody's idea of a site's root: links relative to anything but the page would fail. */
const BELOW = "/deep/sub/faultline/";

const POLICY = new URL("../../xtask/policy.txt", import.meta.url);

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Starts the server and answers the address of the page, and how to stop it. */
export async function start(port = 0, folder = DIST) {
  const policy = (await readFile(POLICY, "utf8")).trim();
  const server = createServer(async (request, response) => {
    const file = fileFor(new URL(request.url, "http://localhost").pathname, folder);
    const body = file && (await readFile(file).catch(() => null));
    if (!body) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("There is no such file.\n");
      return;
    }
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": `${policy}; frame-ancestors 'self'`,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": "no-store",
    });
    response.end(body);
  });
  await new Promise((ready, failed) => {
    server.once("error", failed).listen(port, "127.0.0.1", ready);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}${BELOW}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((stopped) => server.close(stopped));
    },
  };
}

/** The file under an address, or nothing if the address lies outside the page. */
function fileFor(path, folder) {
  if (!path.startsWith(BELOW)) return null;
  const inside = normalize(decodeURIComponent(path.slice(BELOW.length)) || "index.html");
  return inside.startsWith("..") ? null : join(folder, inside);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await start(Number(process.argv[2] ?? 8090));
  console.log(`The built page is at ${url}`);
}
