/**
 * The report's style sheet. Two palettes, chosen by the reader's system; fonts are the system's.
 */
export const style = `:root {
  color-scheme: light dark;
  --page: #f7f5f0; --card: #fffefb; --line: #e6e1d6; --ink: #1f2530; --soft: #6d7280;
  --train: #3f6fd1; --validation: #d9622b; --right: #1c8f7a; --wrong: #cf4a3c; --glow: #e9e3d3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --card: #1a1f28; --line: #2b323e; --ink: #e9ebf0; --soft: #97a0b0;
    --train: #7aa5ff; --validation: #ff9a5f; --right: #43c6ab; --wrong: #ff7a69; --glow: #1c2531;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; color: var(--ink); background: radial-gradient(1200px 480px at 85% -120px, var(--glow), transparent), var(--page);
  font: 16px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; -webkit-font-smoothing: antialiased;
}
main { max-width: 1120px; margin: 0 auto; padding: 56px 28px 40px; }
header { display: flex; flex-wrap: wrap; gap: 32px; align-items: center; justify-content: space-between; }
.masthead { flex: 1 1 420px; }
.eyebrow { margin: 0; color: var(--right); font-size: 13px; font-weight: 600; letter-spacing: .12em; text-transform: uppercase; }
h1 { margin: 6px 0 8px; font-size: clamp(34px, 5vw, 52px); line-height: 1.08; letter-spacing: -.025em; font-weight: 700; }
h2 { margin: 56px 0 14px; font-size: 23px; letter-spacing: -.01em; }
.lead { margin: 0 0 18px; max-width: 62ch; color: var(--soft); font-size: 17px; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 36px; margin: 22px 0 0; }
.facts dt { color: var(--soft); font-size: 13px; }
.facts dd { margin: 0; font-size: 20px; font-weight: 600; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 18px; box-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 8px 24px rgb(0 0 0 / .04); }
.ring { width: 208px; flex: none; }
.ring circle { fill: none; stroke-width: 15; }
.ring .track { stroke: var(--line); }
.ring .fill { stroke: var(--right); stroke-linecap: butt; }
.ring text { text-anchor: middle; fill: var(--ink); }
.ring .number { font-size: 34px; font-weight: 700; letter-spacing: -.02em; }
.ring .caption { font-size: 14px; fill: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 20px; }
figure { margin: 0; }
figure.wide { grid-column: 1 / -1; }
figcaption { font-weight: 600; margin-bottom: 8px; }
.chart { display: block; width: 100%; height: auto; overflow: visible; }
.chart text { font-size: 12.5px; fill: var(--soft); }
.chart .grid { stroke: var(--line); }
.chart .mark { stroke: var(--right); stroke-dasharray: 3 4; stroke-width: 1.5; }
.curve { --colour: var(--right); }
.train { --colour: var(--train); }
.validation { --colour: var(--validation); }
.rate { --colour: var(--right); }
.curve path { fill: none; stroke: var(--colour); stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round; }
.curve circle { fill: var(--colour); }
.curve circle:hover { r: 6; }
.key line { stroke: var(--colour); stroke-width: 4; stroke-linecap: round; }
.chart .key text { fill: var(--ink); font-size: 13.5px; }
.gallery { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 16px; }
.gallery .card { padding: 14px; }
.gallery svg { display: block; width: 100%; height: auto; fill: var(--ink); background: color-mix(in srgb, var(--ink) 5%, transparent); border-radius: 8px; }
.gallery p { margin: 10px 0 6px; color: var(--soft); font-size: 14.5px; white-space: nowrap; }
.gallery b { font-size: 19px; color: var(--right); }
.gallery b.wrong { color: var(--wrong); }
.sureness { display: grid; grid-template-columns: auto 1fr auto; gap: 6px; align-items: center; font-size: 12px; line-height: 1.5; color: var(--soft); }
.sureness i { height: 6px; border-radius: 3px; background: var(--line); overflow: hidden; }
.sureness s { display: block; height: 100%; border-radius: 3px; }
.sureness.wrong s { background: var(--wrong); }
.sureness.right s { background: var(--right); }
.sureness span:last-child { min-width: 44px; text-align: right; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { font-weight: 500; text-align: left; }
td { text-align: right; }
th, td { padding: 7px 10px; border-bottom: 1px solid var(--line); }
tbody tr:last-child > *, tfoot tr > * { border-bottom: 0; }
thead *, tfoot * { color: var(--soft); font-size: 14px; }
tfoot * { font-weight: 600; color: var(--ink); }
code { font: 14px/1.4 ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.bar { width: 26%; }
.bar span { display: block; height: 8px; min-width: 2px; border-radius: 4px; background: var(--train); opacity: .75; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 0 28px; align-items: start; }
.confusion caption { caption-side: top; text-align: left; padding-bottom: 10px; color: var(--soft); font-size: 14px; }
.confusion th, .confusion td { text-align: center; padding: 0; height: 42px; min-width: 42px; border: 0; }
.confusion tbody td { border: 2px solid var(--card); border-radius: 8px; --colour: var(--right); background: color-mix(in srgb, var(--colour) calc(var(--strength, 0) * 100%), color-mix(in srgb, var(--ink) 4%, var(--card))); }
.confusion tbody td.wrong { --colour: var(--wrong); font-weight: 600; }
.confusion tbody td.recall, .confusion th.recall { background: none; color: var(--soft); font-size: 14px; padding-left: 12px; text-align: right; white-space: nowrap; }
footer { margin-top: 56px; color: var(--soft); font-size: 14px; }
@media print { body { background: none; } .card { box-shadow: none; break-inside: avoid; } }`
