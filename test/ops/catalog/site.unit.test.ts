import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { beforeAll, describe, expect, it } from 'vitest'
import { allCommands, allEvents } from '../../../events/catalog.ts'
import { services } from '../../../lib/services.ts'
import { catalogOf } from '../../../ops/catalog/derive.ts'
import { buildSite } from '../../../ops/catalog-site/build.ts'
import { graphSvg } from '../../../ops/catalog-site/graph-svg.ts'
import { anchor } from '../../../ops/catalog-site/html.ts'
import { catalogPage } from '../../../ops/catalog-site/page.ts'

const catalog = catalogOf({ events: allEvents, commands: allCommands, services })

describe('the static site of the catalog', () => {
  let directory: string
  let page: string
  beforeAll(async () => {
    directory = join(mkdtempSync(join(tmpdir(), 'site-')), 'new', 'folder')
    page = readFileSync(await buildSite(directory), 'utf8')
  })

  it('has an entry for each event, command, consumer, service and route', () => {
    const routes = services.flatMap(({ api }) => (api?.routes ?? []).map(({ method, path }) => `${method} ${path}`))
    const entries = [
      ...catalog.events.map(({ type }) => anchor('event', type)),
      ...catalog.commands.map(({ type }) => anchor('command', type)),
      ...catalog.consumers.map(({ name }) => anchor('consumer', name)),
      ...catalog.services.map(({ name }) => anchor('service', name)),
      ...routes.map((route) => anchor('route', route)),
    ]
    const ids = [...page.matchAll(/<article class="entry" id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(entries))
  })

  it('leads nowhere that there is not', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(targets.filter((id) => !ids.has(id))).toEqual([])
    const files = [...page.matchAll(/href="([^#"]+)"/g)].map(([, file]) => file)
    expect(files.toSorted()).toEqual(readdirSync(directory).filter((file) => file !== 'index.html'))
  })

  it('asks nobody for anything, and says so to the browser', () => {
    expect(page).not.toMatch(/\b(?:src|action|poster)=|@import|url\(|<link|\bhttps?:\/\/(?!127)/)
    expect(page).toContain(
      'default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;unsafe-inline&#39;',
    )
  })

  it('has both themes, and a script that is one', () => {
    expect(page).toContain('color-scheme: light dark')
    expect(page).toContain('@media (prefers-color-scheme: dark)')
    const [, script = ''] = /<script>([\s\S]+)<\/script>/.exec(page) ?? []
    expect(() => new Script(script)).not.toThrow()
  })

  it('shows what anybody wrote as text', () => {
    const [event] = catalog.events
    const hostile = { ...event!, meaning: '</p><script>alert(1)</script>', producer: '"><img src=x onerror=alert(1)>' }
    const written = catalogPage({
      catalog: { ...catalog, events: [hostile] },
      api: { paths: {} },
      examples: { [hostile.type]: { note: '<b>' } },
      files: [],
    })
    expect(written).not.toMatch(/<script>alert|<img|<b>/)
    expect(written).toContain('&lt;/p&gt;&lt;script&gt;')
  })

  it('draws 60 consumers of 100 events within a second, each on a line of its own', () => {
    const [event] = catalog.events
    const [consumer] = catalog.consumers
    const events = Array.from({ length: 100 }, (_, at) => ({
      ...event!,
      type: `thing${at}.done`,
      producer: `s${at % 20}-service`,
    }))
    const many = Array.from({ length: 60 }, (_, at) => ({
      ...consumer!,
      name: `consumer-${at}`,
      subscribesTo: events.filter((_event, index) => (index * 7 + at) % 13 === 0).map(({ type }) => type),
    }))
    const drawnServices = Array.from({ length: 20 }, (_, at) => ({ ...catalog.services[0]!, name: `s${at}` }))
    const started = performance.now()
    const { text } = graphSvg({ ...catalog, events, consumers: many, services: drawnServices })
    expect(performance.now() - started).toBeLessThan(1000)
    const heights = [...text.matchAll(/data-to="consumer-\d+"><text x="\d+" y="(\d+)"/g)].map(([, y]) => Number(y))
    expect(heights).toHaveLength(60)
    const gaps = heights.slice(1).map((y, at) => y - heights[at]!)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20)
  })
})
