import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declaredDetails } from '../../../ops/catalog/declared.ts'
import { detailsOf } from '../../../ops/catalog/details.ts'
import { entriesOf } from '../../../ops/catalog/entries.ts'
import { buildSite } from '../../../ops/catalog-site/build.ts'
import { type SiteBundle, siteBundle } from '../../../ops/catalog-site/bundle.ts'
import { catalogPage } from '../../../ops/catalog-site/page.ts'
import { folderOfTheRun } from '../../support/temporary-folder.ts'
import { newContext, sharedBrowser } from '../console/browser.ts'
import { HOSTILE } from '../console/world.ts'
import { largeSystem } from './large-system.ts'

const browser = await sharedBrowser()

let directory: string
let bundle: SiteBundle
beforeAll(async () => {
  directory = join(folderOfTheRun('site-'), 'new', 'folder')
  await buildSite(directory)
  bundle = await siteBundle()
})

describe('the static site of the catalog', () => {
  it('is one page with documents for tools beside it', () => {
    expect(readdirSync(directory).toSorted()).toEqual(['asyncapi.json', 'catalog.json', 'index.html', 'openapi.json'])
  })

  it('may run its own script only, and load nothing, by the policy that it states', () => {
    const page = readFileSync(join(directory, 'index.html'), 'utf8')
    expect(page).toMatch(/content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; base-uri/)
    const [markup = ''] = page.split('<script type="module">')
    expect(markup.replace(/<style>[\s\S]*?<\/style>/, '')).not.toMatch(
      /\b(?:src|href|action|poster)=|@import|url\(|<link/,
    )
  })

  it('keeps what somebody wrote within the data, whatever it is', async () => {
    const details = await declaredDetails()
    const [event] = details.catalog.events
    const hostile = { ...event!, meaning: '</script><script>alert(1)</script><!--' }
    const text = catalogPage(
      { details: { ...details, catalog: { ...details.catalog, events: [hostile] } }, files: [] },
      bundle,
    )
    expect(text).not.toContain('</script><script>alert')
    expect(text).not.toContain('<!--')
    const [, data = ''] = /id="catalog">(.*)<\/script>/.exec(text) ?? []
    expect(JSON.parse(data).details.catalog.events[0].meaning).toBe(hostile.meaning)
  })
})

describe.skipIf(!browser)('in a browser, from a file, the site of 60 consumers and 100 events', () => {
  let context: BrowserContext
  let page: Page
  const complaints: string[] = []
  const asked: string[] = []
  let address: string
  beforeAll(async () => {
    const details = detailsOf(largeSystem(), { paths: {} })
    const [first, ...others] = details.catalog.events
    const events = [{ ...first!, meaning: HOSTILE }, ...others]
    const file = join(directory, 'large.html')
    const site = { details: { ...details, catalog: { ...details.catalog, events } }, files: ['catalog.json'] }
    writeFileSync(file, catalogPage(site, bundle))
    address = pathToFileURL(file).href
    context = await newContext(browser!, { viewport: { width: 1440, height: 900 } })
    page = await context.newPage()
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(address)
  })
  afterAll(() => context?.close())

  const main = () => page.locator('main')

  it('asks nobody for anything, and shows everything', async () => {
    await page.getByText('180 entries.').waitFor()
    expect(asked).toEqual([address])
    expect(complaints).toEqual([])
  })

  it('is searched, also by what stands in fields, under an address of its own', async () => {
    await page.getByRole('searchbox').fill('parcel amount')
    await page.getByText('10 of 180 entries.').waitFor()
    expect(page.url()).toBe(`${address}#/catalog?q=parcel+amount&by=type`)
    await page.getByLabel('Grouped by').selectOption('domain')
    await page.getByRole('heading', { name: 'parcel 10' }).waitFor()
    await page.reload()
    await page.getByText('10 of 180 entries.').waitFor()
  })

  it('leads from an event to its schema, its example, its consumers, and back', async () => {
    await page.getByRole('link', { name: 'parcel.opened', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'parcel.opened' }).waitFor()
    await page.getByText('Example').click()
    await page.getByText('"parcel_1"').waitFor()
    await page.getByText('JSON Schema, as consumers read it').click()
    await page.getByText('"required"').first().waitFor()
    await main()
      .getByRole('link', { name: /^\w+-watcher-\d+$/ })
      .first()
      .click()
    await page.getByRole('heading', { level: 1, name: /-watcher-/ }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'parcel.opened' }).waitFor()
    expect(await main().innerText()).toContain('npm run ops -- catalog show parcel.opened')
  })

  it('draws its graph with less than a second of processor time, and readably: nothing overlaps, no name is smaller than 10 pixels, in a narrow page as well', async () => {
    const session = await context.newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    // Seconds in which the page's main thread had a processor: a busy machine makes them no longer.
    const worked = async () => {
      const { metrics } = await session.send('Performance.getMetrics')
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
    }
    const before = await worked()
    const milliseconds = await page.evaluate<number>(`new Promise((done) => {
        const started = performance.now()
        const painted = () => setTimeout(() => done(performance.now() - started))
        const look = () =>
          requestAnimationFrame(document.querySelectorAll('.flow-node').length === 180 ? painted : look)
        location.hash = '#/catalog/graph?of=all'
        look()
      })`)
    const seconds = (await worked()) - before
    process.stderr.write(
      `That graph was laid out and painted within ${Math.round(milliseconds)} ms, ${Math.round(seconds * 1_000)} ms of them processor time.\n`,
    )
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThan(1)
    await session.detach()
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 })
      const boxes = await page.evaluate<
        { x: number; y: number; right: number; bottom: number; font: number; inside: boolean }[]
      >(`
        (() => {
          const scale = document.querySelector('svg.flow-graph').getScreenCTM().a
          return [...document.querySelectorAll('.flow-node')].map((node) => {
            const { x, y, right, bottom } = node.querySelector('rect').getBoundingClientRect()
            const text = node.querySelector('text')
            const at = text.getBoundingClientRect()
            return { x, y, right, bottom, font: parseFloat(getComputedStyle(text).fontSize) * scale, inside: at.left >= x && at.right <= right }
          })
        })()`)
      expect(boxes).toHaveLength(180)
      expect(Math.min(...boxes.map(({ font }) => font))).toBeGreaterThanOrEqual(10)
      expect(boxes.filter(({ inside }) => !inside)).toEqual([])
      for (const [index, one] of boxes.entries()) {
        const over = boxes
          .slice(index + 1)
          .filter(({ x, y, right, bottom }) => x < one.right && right > one.x && y < one.bottom && bottom > one.y)
        expect(over).toEqual([])
      }
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('shows the arrows of what is pointed at, by mouse and keyboard, and leads there', async () => {
    const node = page.getByRole('link', { name: 'event order.opened', exact: true })
    await node.hover()
    expect(await page.locator('.flow-edge.on').count()).toBeGreaterThan(1)
    await page.mouse.move(0, 0)
    await page.locator('.flow-edge.on').first().waitFor({ state: 'detached' })
    await node.focus()
    await page.locator('.flow-edge.on').first().waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'order.opened' }).waitFor()
  })

  it('grows and shrinks the graph', async () => {
    await page.goto(`${address}#/catalog/graph`)
    const width = async () => (await page.locator('svg.flow-graph').boundingBox())?.width ?? 0
    await page.locator('svg.flow-graph').waitFor()
    const before = await width()
    await page.getByRole('button', { name: 'Larger' }).click()
    expect(await width()).toBeGreaterThan(before * 1.2)
    await page.getByRole('button', { name: /as large as fits/ }).click()
    expect(await width()).toBe(before)
  })

  it('tells whom a change of a field concerns, and what stands still without a consumer', async () => {
    await page.goto(`${address}#/catalog/impact?of=order.opened&field=id`)
    await page.getByText(/concerns \d+ consumers? by name/).waitFor()
    await page.getByLabel(/A change of the event/).selectOption('consumer:order-watcher-10')
    await page.getByText('its messages wait in its queue').waitFor()
    expect(page.url()).toContain('of=consumer%3Aorder-watcher-10')
    expect(await main().innerText()).toContain('catalog impact order-watcher-10')
  })

  it('shows hostile texts as texts', async () => {
    await page.goto(`${address}#/catalog/events/order.opened`)
    await page.getByText('<script>window.pwned=1</script>').first().waitFor()
    expect(await main().innerText()).toContain('U+202E')
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(complaints).toEqual([])
  })
})

describe.skipIf(!browser)('in a browser, from a file, the site of this system', () => {
  it('has a page for every entry, each of whose links leads to one', async () => {
    const context = await newContext(browser!)
    try {
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', ({ message }) => complaints.push(message))
      const address = pathToFileURL(join(directory, 'index.html')).href
      await page.goto(address)
      const entries = entriesOf(await declaredDetails())
      await page.getByText(`${entries.length} entries.`).waitFor()
      const links = await page.evaluate<string[]>(
        '[...document.querySelectorAll(".entries a")].map(({ hash }) => hash)',
      )
      expect(new Set(links).size).toBe(entries.length)
      const lost = await page.evaluate<string[]>(`(async () => {
        const seen = new Set()
        const lost = []
        const todo = ['#/catalog', '#/catalog/graph', '#/catalog/graph?of=all', '#/catalog/life', '#/catalog/impact']
        while (todo.length > 0) {
          const hash = todo.pop()
          if (seen.has(hash)) continue
          seen.add(hash)
          location.hash = hash
          await new Promise((resolve) => addEventListener('hashchange', () => setTimeout(resolve), { once: true }))
          const text = document.querySelector('main').textContent
          if (/There is no such page|declares no/.test(text)) lost.push(hash)
          for (const link of document.querySelectorAll('main a[href^="#"]')) {
            const next = link.getAttribute('href')
            if (!next.includes('impact')) todo.push(next)
          }
        }
        return [...lost, seen.size]
      })()`)
      expect(lost.slice(0, -1)).toEqual([])
      expect(Number(lost.at(-1))).toBeGreaterThan(entries.length)
      expect(complaints).toEqual([])
    } finally {
      await context.close()
    }
  })
})
