import type { Catalog } from '../catalog/model.ts'
import { type ApiDocument, apiSections } from './api-section.ts'
import { graphSvg } from './graph-svg.ts'
import { Html, html } from './html.ts'
import { SCRIPT } from './script.ts'
import { commandSection, consumerSection, eventSection, serviceSection } from './sections.ts'
import { STYLE } from './style.ts'

export interface Site {
  readonly catalog: Catalog
  readonly api: ApiDocument
  /** Data of the newest version, by event type. */
  readonly examples: Readonly<Record<string, unknown>>
  /** Files beside the page that it links to. */
  readonly files: readonly string[]
}

/** The whole catalog as one page that works from a file and asks nobody for anything, which its policy says to the browser. */
export function catalogPage({ catalog, api, examples, files }: Site): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
  const domains = [...Map.groupBy(catalog.events, ({ aggregate }) => aggregate)]
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Event catalog</title>
<style>${new Html(STYLE)}</style>
<h1>Event catalog</h1>
<input type="search" aria-label="Search" placeholder="Search events, fields, consumers, routes …">
<nav>${['graph', 'events', 'commands', 'consumers', 'services', 'api'].map((name) => html`<a href="#${name}">${name}</a>`)}</nav>
<section id="graph"><h2>Who hears from whom</h2>${graphSvg(catalog)}</section>
<section id="events"><h2>Events</h2>${domains.map(
    ([domain, events]) =>
      html`<section><h2><small>${domain}</small></h2>${events.map((event) => eventSection(catalog, event, examples[event.type]))}</section>`,
  )}</section>
<section id="commands"><h2>Commands</h2>${catalog.commands.map(commandSection)}</section>
<section id="consumers"><h2>Consumers</h2>${catalog.consumers.map(consumerSection)}</section>
<section id="services"><h2>Services</h2>${catalog.services.map((service) => serviceSection(catalog, service))}</section>
<section id="api"><h2>HTTP API</h2>${apiSections(api)}</section>
<footer><p>For tools: ${files.map((file, at) => html`${at > 0 && ', '}<a href="${file}">${file}</a>`)}</p></footer>
<script>${new Html(SCRIPT)}</script>
</html>
`.text
}
