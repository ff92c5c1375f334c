import type { Answer } from './answers.ts'
import { type Bundle, consoleBundle } from './bundle.ts'

/** The same for every address: the script draws the page. It holds nothing of the pipeline, so it needs no session. */
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pipeline console</title>
<link rel="icon" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/app.css">
<script type="module" src="/assets/app.js"></script>
</head>
<body><div id="app"></div><noscript>The console needs JavaScript.</noscript></body>
</html>
`

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 8h7m-3-5 6 5-6 5" fill="none" stroke="#3b7dd8" stroke-width="2"/></svg>`

/** @param bundle default: made of `pages/`. @returns nothing for an address that is no page. */
export async function shell(path: string, bundle: () => Promise<Bundle> = consoleBundle): Promise<Answer | undefined> {
  if (path.startsWith('/assets/') && path.endsWith('.js')) {
    const body = (await bundle()).scripts.get(path.slice('/assets/'.length))
    return body === undefined ? undefined : { status: 200, type: 'text/javascript', body }
  }
  if (path === '/assets/app.css') return { status: 200, type: 'text/css', body: (await bundle()).style }
  if (path === '/assets/icon.svg') return { status: 200, type: 'image/svg+xml', body: icon }
  if (path.startsWith('/assets/') || path === '/favicon.ico') return undefined
  return { status: 200, type: 'text/html', body: page }
}
