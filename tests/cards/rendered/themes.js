// Host configurations that resemble Teams: light, dark and high contrast. Where Teams has more than
// one shade of a colour, the one that is harder to read stands here.
"use strict";

const PALETTES = {
  light: {
    scheme: "light",
    behind: "#f5f5f5",
    surface: "#ffffff",
    emphasis: "#f9f8f7",
    line: "#e1dfdd",
    text: "#252424",
    subtle: "#bf252424",
    accent: "#6264a7",
    good: "#92c353",
    warning: "#f8d22a",
    attention: "#c4314b",
    destructive: "#b10e1c",
    button: { text: "#242424", behind: "#ffffff", border: "#d1d1d1" },
    positive: { text: "#ffffff", behind: "#5b5fc7", border: "#5b5fc7" },
  },
  dark: {
    scheme: "dark",
    behind: "#1f1f1f",
    surface: "#2d2c2c",
    emphasis: "#292828",
    line: "#484644",
    text: "#ffffff",
    subtle: "#bfffffff",
    accent: "#a6a7dc",
    good: "#92c353",
    warning: "#f8d22a",
    attention: "#d74654",
    destructive: "#e37d80",
    button: { text: "#ffffff", behind: "#292929", border: "#666666" },
    positive: { text: "#ffffff", behind: "#4f52b2", border: "#4f52b2" },
  },
  contrast: {
    scheme: "dark",
    behind: "#000000",
    surface: "#000000",
    emphasis: "#000000",
    line: "#ffffff",
    text: "#ffffff",
    subtle: "#ffffff",
    accent: "#ffff01",
    good: "#3ff23f",
    warning: "#ffff01",
    attention: "#ff5f5f",
    destructive: "#ff5f5f",
    button: { text: "#ffffff", behind: "#000000", border: "#ffffff" },
    positive: { text: "#000000", behind: "#1aebff", border: "#1aebff" },
  },
};

const FONT = "'Segoe UI', 'Liberation Sans', Arial, sans-serif";

function shades(palette) {
  const same = (colour) => ({ default: colour, subtle: colour });
  return {
    default: { default: palette.text, subtle: palette.subtle },
    dark: { default: "#252424", subtle: "#bf252424" },
    light: { default: "#ffffff", subtle: "#f3f2f1" },
    accent: same(palette.accent),
    good: same(palette.good),
    warning: same(palette.warning),
    attention: same(palette.attention),
  };
}

function hostConfig(palette) {
  const style = (behind) => ({ backgroundColor: behind, foregroundColors: shades(palette) });
  const calm = style(palette.surface);
  const font = {
    fontFamily: FONT,
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
  };
  return {
    supportsInteractivity: true,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: palette.line },
    imageSizes: { small: 32, medium: 52, large: 100 },
    fontTypes: { default: font, monospace: font },
    containerStyles: {
      default: calm,
      emphasis: style(palette.emphasis),
      good: calm,
      warning: calm,
      attention: calm,
      accent: calm,
    },
    actions: {
      maxActions: 6,
      spacing: "Default",
      buttonSpacing: 8,
      showCard: { actionMode: "Inline", inlineTopMargin: 16, style: "emphasis" },
      actionsOrientation: "Horizontal",
      actionAlignment: "Left",
    },
    adaptiveCard: { allowCustomStyle: false },
    inputs: {
      label: { inputSpacing: "Small" },
      errorMessage: { spacing: "Small" },
    },
    textBlock: { headingLevel: 2 },
  };
}

// What a host configuration does not say, and Teams' own style sheet does.
function styleSheet(palette) {
  const button = ({ text, behind, border }) =>
    `color: ${text}; background: ${behind}; border: 1px solid ${border};`;
  return `
    * { box-sizing: border-box; }
    :root { color-scheme: ${palette.scheme}; }
    html, body { margin: 0; background: ${palette.behind}; font: 14px ${FONT}; }
    #cards { padding: 12px; }
    .card { background: ${palette.surface}; border: 1px solid ${palette.line}; border-radius: 6px;
      max-width: 600px; margin-bottom: 12px; }
    .card:last-child { margin-bottom: 0; }
    .card.full { max-width: none; }
    .ac-pushButton { ${button(palette.button)} border-radius: 4px; font: 600 14px ${FONT};
      padding: 5px 12px; min-height: 32px; cursor: pointer; max-width: 100%; }
    .ac-pushButton.style-positive { ${button(palette.positive)} }
    .ac-pushButton.style-destructive { color: ${palette.destructive}; }
    .ac-actionSet { flex-wrap: wrap; row-gap: 8px; }
    .ac-input { ${button(palette.button)} border-radius: 4px; font: 14px ${FONT}; }
    .ac-textInput, .ac-dateInput, .ac-multichoiceInput { width: 100%; min-height: 32px;
      padding: 4px 8px; }
    .ac-choiceSetInput-expanded { background: none; border: none; }
    a { color: ${palette.accent}; }
  `;
}

globalThis.THEMES = Object.fromEntries(
  Object.entries(PALETTES).map(([name, palette]) => [
    name,
    { host: hostConfig(palette), style: styleSheet(palette) },
  ]),
);
