/** Both themes, by what the reader's system asks for; nothing is loaded. */
export const STYLE = `
:root { color-scheme: light dark; --fg: #1d2430; --bg: #fff; --soft: #5c6675; --line: #d9dee6; --mark: #0b62d6; --card: #f6f8fb; --old: #a4460a; }
@media (prefers-color-scheme: dark) { :root { --fg: #e4e8ef; --bg: #14181f; --soft: #9aa5b5; --line: #303846; --mark: #6fb0ff; --card: #1b212b; --old: #f0a268; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 62rem; font: 15px/1.5 system-ui, sans-serif; color: var(--fg); background: var(--bg); }
a { color: var(--mark); text-decoration: none; } a:hover, a:focus { text-decoration: underline; }
input { width: 100%; padding: .6rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; position: sticky; top: .5rem; }
nav { margin: .8rem 0; } nav a { margin-right: 1rem; }
article { padding: .6rem 1rem; margin: .8rem 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
article:target { border-color: var(--mark); }
h2 { margin-top: 2rem; } h3 { margin: 0; font-size: 1.05rem; } small, dt, .head { color: var(--soft); font-weight: normal; }
.old { color: var(--old); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; } td { padding: .15rem .6rem .15rem 0; border-top: 1px solid var(--line); vertical-align: top; }
pre { overflow-x: auto; background: var(--bg); padding: .6rem; border-radius: 6px; }
svg { width: 100%; height: auto; } svg text { font-size: 13px; fill: var(--fg); } svg text.head { fill: var(--soft); }
.flow { fill: none; stroke: var(--line); stroke-width: 1.5; } .flow.all { stroke-dasharray: 3 4; } .flow:hover, .flow.on { stroke: var(--mark); stroke-width: 2.5; }
[hidden] { display: none; }
`
