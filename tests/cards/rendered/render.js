// Draws cards in a browser for the tests: a request a line on standard input, an answer a line on
// standard output, in JSON. One page serves for all, and no request leaves it.
//
//   node render.js CHROMIUM PROFILE
//   {"do": "look", "theme": "dark", "width": 390, "cards": [...]}   -> {"seen": [...]}
//   {"do": "shoot", ..., "opened": true, "path": "card.png"}         -> {"seen": []}
//
// Every answer has `faults` of the page, and `asked`, addresses that it asked for since the last one.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, profile] = process.argv.slice(2);
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND",
];
// Nothing is fetched: what a card would ask for is found in it, and no card can wait for an answer.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
const EMPTY = `<!doctype html><html lang="en">
  <meta http-equiv="Content-Security-Policy" content="${POLICY}">
  <style id="dress"></style><main id="cards"></main></html>`;
const HEIGHT = 844;

const installed = createRequire(import.meta.url);
const scripts = [
  installed.resolve("adaptivecards/dist/adaptivecards.min.js"),
  installed.resolve("markdown-it/dist/markdown-it.min.js"),
  fileURLToPath(new URL("themes.js", import.meta.url)),
  fileURLToPath(new URL("page.js", import.meta.url)),
];

const browser = await chromium.launchPersistentContext(profile, {
  executablePath,
  args: FLAGS,
  env: { ...process.env, LANGUAGE: "en_GB" }, // how a date is typed, in the pictures
});
const asked = [];
await browser.route("**/*", (route) => {
  asked.push(route.request().url());
  return route.abort();
});
const page = browser.pages()[0] ?? (await browser.newPage());
const faults = [];
page.on("pageerror", (error) => faults.push(error.message));
await page.setContent(EMPTY);
for (const path of scripts) await page.addScriptTag({ path });

async function answer(request) {
  await page.setViewportSize({ width: request.width, height: HEIGHT });
  await page.evaluate((name) => dress(name), request.theme);
  if (request.do === "look") {
    await page.evaluate(() => show([], false));
    return page.evaluate((cards) => cards.map((card) => look(card)), request.cards);
  }
  await page.evaluate(([cards, opened]) => show(cards, opened), [request.cards, request.opened]);
  await page.locator("#cards").screenshot({ path: request.path });
  return [];
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = { seen: [], faults: [], asked: [] };
  try {
    reply.seen = await answer(JSON.parse(line));
  } catch (error) {
    faults.push(error.message);
  }
  reply.faults = faults.splice(0);
  reply.asked = asked.splice(0);
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
await browser.close();
