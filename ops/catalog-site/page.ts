import { createHash } from 'node:crypto'
import type { CatalogDetails } from '../catalog/details.ts'
import type { SiteBundle } from './bundle.ts'

export interface Site {
  readonly details: CatalogDetails
  /** Files beside the page that it links to. */
  readonly files: readonly string[]
}

/**
 * The whole catalog as one file that asks nobody for anything: its policy lets the browser run this script and use these styles, and
 * load nothing at all.
 */
export function catalogPage(site: Site, { script, style }: SiteBundle): string {
  const code = script.replaceAll('</script', '<\\/script')
  const policy = `default-src 'none'; script-src '${hashOf(code)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Event catalog</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>The catalog needs JavaScript; catalog.json beside it has all of it as data.</noscript>
<script type="application/json" id="catalog">${dataText(site)}</script>
<script type="module">${code}</script>
</body>
</html>
`
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** JSON in which nothing can end the element that it stands in, whatever somebody wrote into the catalog. */
const dataText = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')
