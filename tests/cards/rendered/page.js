// In the page: a card is drawn as Teams draws it, and looked at. `look` says what is wrong with it.
"use strict";

const { AdaptiveCard, CardElement, HostConfig, SerializationContext, TextColor, Versions } =
  globalThis.AdaptiveCards;
const READABLE = 4.5; // WCAG 2.2, 1.4.3: contrast of text, level AA
const TOLD_APART = 1.25; // contrast of a bar with what is behind it, where the line of a theme is faint
const BAR = 3; // pixels: so wide, a faint bar is seen
const ROUNDED = 1; // pixels that a browser may round away
const SCROLLS = new Set(["INPUT", "SELECT", "TEXTAREA", "OPTION"]); // long text may move in these

const markdown = globalThis.markdownit({ html: false, linkify: true, breaks: true });
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

let theme = "light";

/** Another theme: the page, and every card that is drawn from now on. */
globalThis.dress = (name) => {
  theme = name;
  document.getElementById("dress").textContent = globalThis.THEMES[name].style;
};

/** The card drawn in the page: the renderer's object, the element around it, and its complaints. */
globalThis.draw = (json) => {
  const context = new SerializationContext(Versions.v1_5);
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(globalThis.THEMES[theme].host);
  // The star at what must be filled in is the client's, and so is its colour (which cannot be parsed).
  card.hostConfig.inputs.label.requiredInputs.suffixColor = TextColor.Default;
  CardElement.langProperty.regEx.lastIndex = 0; // it is /g, so every second card's "en" is refused
  card.parse(json, context);
  const box = document.createElement("div");
  box.className = json.msteams?.width === "Full" ? "card full" : "card";
  box.append(card.render());
  document.getElementById("cards").append(box);
  const complaints = [];
  for (let at = 0; at < context.eventCount; at++) complaints.push(context.getEventAt(at).message);
  for (const event of card.validateProperties().validationEvents) complaints.push(event.message);
  return { card, box, complaints };
};

/** Parts of a card that buttons show are shown; those that are seen already stay so. */
globalThis.open = (card) => {
  const closed = [...everything(card)].filter((one) => !one.isVisible);
  const names = new Set(closed.map((one) => one.id));
  const toggles = [...everything(card)].filter(
    (one) =>
      one.getJsonTypeName() === "Action.ToggleVisibility" &&
      isSeen(one.renderedElement) &&
      Object.keys(one.targetElements).some((name) => names.has(name)),
  );
  for (const toggle of toggles) toggle.renderedElement.click();
  return closed
    .filter((one) => one.isVisible === false)
    .map((one) => `no button shows the part "${one.id}"`);
};

/**
 * What there is to say of a card: `problems`, sentences, in the order they were met; `words` that
 * are seen at first, and once every part is open; `quoted`, the words of each container of style
 * emphasis, in order; `names` of what can be pressed or filled in.
 */
globalThis.look = (json) => {
  const { card, box, complaints } = globalThis.draw(json);
  const problems = complaints.map((message) => `the renderer says: ${message}`);
  const words = box.innerText;
  const closed = faults(box);
  const stuck = globalThis.open(card);
  problems.push(...closed, ...stuck, ...faults(box).filter((one) => !closed.includes(one)));
  const quotations = [...everything(card)].filter(
    (one) => one.getJsonTypeName() === "Container" && one.style === "emphasis",
  );
  problems.push(...quotations.flatMap((one) => [...unbarred(one)]));
  const quoted = quotations.map((one) => one.renderedElement.innerText);
  const seen = { problems, words, opened: box.innerText, quoted, names: controls(box).map(named) };
  box.remove();
  return seen;
};

/** Cards are taken away, and these drawn instead. */
globalThis.show = (cards, opened) => {
  document.getElementById("cards").replaceChildren();
  for (const json of cards) {
    const { card } = globalThis.draw(json);
    if (opened) globalThis.open(card);
  }
};

// ------------------------------------------------------------------------------ what may be wrong
function faults(box) {
  return [...box.querySelectorAll("*")]
    .filter(isSeen)
    .flatMap((one) => [...overflowing(one, box), ...unnamed(one), ...asking(one)])
    .concat(faint(box), foreign(box));
}

function* overflowing(element, box) {
  const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inner.left < outer.left - ROUNDED || inner.right > outer.right + ROUNDED) {
    yield `stands out of the card: ${excerpt(element)}`;
  }
  if (SCROLLS.has(element.tagName) || element.clientWidth === 0) return;
  if (element.scrollWidth > element.clientWidth + ROUNDED) {
    yield `is wider than its place: ${excerpt(element)}`;
  }
  const { overflowY } = getComputedStyle(element);
  if (overflowY !== "visible" && element.scrollHeight > element.clientHeight + ROUNDED) {
    yield `is higher than its place: ${excerpt(element)}`;
  }
}

function* unnamed(element) {
  if (isControl(element) && !named(element)) {
    yield `has no name for a screen reader: ${element.outerHTML.slice(0, 80)}`;
  }
  if (element.tagName === "IMG" && !element.alt) yield "an image says nothing in words";
}

/** A quotation without a bar beside it, as high as itself and seen, is taken for our words. */
function* unbarred(quotation) {
  const [text, column] = [quotation.renderedElement, quotation.parent.renderedElement];
  const seen = [...column.parentElement.querySelectorAll(":scope > .ac-vertical-separator")].filter(
    (one) =>
      one.getBoundingClientRect().height >= text.getBoundingClientRect().height &&
      ratio(coloured(getComputedStyle(one).borderRightColor), backgroundOf(column)) >= TOLD_APART,
  );
  const wide = seen.reduce((sum, one) => sum + one.getBoundingClientRect().width, 0);
  if (wide < BAR) yield `has no bar beside it: ${excerpt(text)}`;
}

/** Whatever is fetched tells somebody that a card is being read. */
function* asking(element) {
  const picture = /url\("?([^")]*)/.exec(getComputedStyle(element).backgroundImage);
  const address = element.getAttribute("src") ?? picture?.[1];
  if (address) yield `asks for ${address}`;
}

function faint(box) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !isSeen(element)) continue;
    const seen = contrast(element);
    if (seen < READABLE) found.push(`has a contrast of ${seen.toFixed(2)}: ${excerpt(element)}`);
  }
  return found;
}

/** Links, which only Markdown could have made: ours are buttons. */
function foreign(box) {
  return [...box.querySelectorAll("a[href]")].map((one) => `is a link: ${excerpt(one)}`);
}

// ------------------------------------------------------------------------------------- the objects
/** A card's elements and actions, from the outside in. */
function* everything(one) {
  yield one;
  const count = one.getItemCount?.() ?? 0;
  for (let at = 0; at < count; at++) yield* everything(one.getItemAt(at));
  const actions = one.getActionCount?.() ?? 0;
  for (let at = 0; at < actions; at++) yield one.getActionAt(at);
}

// ------------------------------------------------------------------------------------ the elements
function isSeen(element) {
  return Boolean(element) && element.getClientRects().length > 0;
}

function isControl(element) {
  return element.matches("button, a, input, select, textarea, [role=button]");
}

function controls(box) {
  return [...box.querySelectorAll("*")].filter((one) => isControl(one) && isSeen(one));
}

function named(element) {
  const own = element.getAttribute("aria-label") || element.title || element.innerText;
  const labels = [...(element.labels ?? [])].map((one) => one.innerText);
  const others = (element.getAttribute("aria-labelledby") ?? "")
    .split(" ")
    .map((id) => (id ? document.getElementById(id)?.innerText : ""));
  const withoutValue = element.tagName === "SELECT" ? element.getAttribute("aria-label") : own;
  return [withoutValue, ...labels, ...others].filter(Boolean).join(" ").trim();
}

function excerpt(element) {
  return (element.innerText || element.outerHTML).trim().slice(0, 80);
}

// ------------------------------------------------------------------------------------- the colours
function contrast(element) {
  return ratio(coloured(getComputedStyle(element).color), backgroundOf(element));
}

function ratio(colour, behind) {
  const [one, other] = [over(colour, behind), behind]
    .map(luminance)
    .sort((left, right) => right - left);
  return (one + 0.05) / (other + 0.05); // WCAG 2.2: contrast ratio
}

function backgroundOf(element) {
  if (!element) return [255, 255, 255, 1];
  const own = coloured(getComputedStyle(element).backgroundColor);
  return own[3] === 1 ? own : over(own, backgroundOf(element.parentElement));
}

function coloured(css) {
  const [red, green, blue, alpha = 1] = css.match(/[\d.]+/g).map(Number);
  return [red, green, blue, alpha];
}

function over([...above], below) {
  const mixed = [0, 1, 2].map((at) => above[at] * above[3] + below[at] * (1 - above[3]));
  return [...mixed, 1];
}

function luminance([...colour]) {
  const [red, green, blue] = colour.slice(0, 3).map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
