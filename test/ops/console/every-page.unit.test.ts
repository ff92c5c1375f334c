import axe from 'axe-core'
import type { BrowserContext, Page, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ConsoleServer, startConsoleServer } from '../../../ops/console/server/server.ts'
import { eventually } from '../../support/eventually.ts'
import { newContext, sharedBrowser } from './browser.ts'
import { moveTo, NOWHERE } from './console-tab.ts'
import { everyPage } from './every-page.ts'
import { EVERY_READ, World } from './world.ts'

const browser = await sharedBrowser()

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

describe.skipIf(!browser)('every page of the console', () => {
  let world: World
  let server: ConsoleServer
  let context: BrowserContext
  let page: Page
  /** What the browser could not run, and what no script has handled. */
  let complaints: string[] = []
  /** Requests of the page that have no answer yet. */
  const inHand = new Set<Request>()
  beforeAll(async () => {
    world = new World()
    world.orders = [
      { order_id: 'ord_1', status: 'confirmed', total: 59.98, currency: 'USD', created_at: '2026-04-28T10:00:00.000Z' },
    ]
    server = await startConsoleServer({ operations: world.operations(), port: 0, now: Date.now })
    context = await newContext(browser!, { viewport: { width: 1440, height: 900 } })
    page = await context.newPage()
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => {
      // The browser itself tells of every answer that is not 2xx.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        complaints.push(message.text())
      }
    })
    page.on('request', (request) => inHand.add(request))
    page.on('requestfinished', (request) => inHand.delete(request))
    page.on('requestfailed', (request) => inHand.delete(request))
    // Time goes on as ever, and can be wound forward: pages wait for minutes here.
    await page.clock.install()
    await page.goto(server.address)
  })
  afterAll(async () => {
    await context?.close()
    await server?.close()
  })
  afterEach(() => {
    world.fails.clear()
    world.waits.clear()
    complaints = []
  })

  const main = () => page.locator('main')
  const alert = () => main().getByRole('alert')
  const wind = (seconds: number) => page.clock.fastForward(seconds * 1000)
  const settled = () =>
    main()
      .getByText(/read \d\d:/)
      .first()
      .waitFor()

  /** A page draws, and then begins what it reads next. */
  const drawn = () =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))')

  /** Some pages read once more when they have drawn what they read first. */
  const allDrawn = async () => {
    await settled()
    await drawn()
    await eventually(() => expect(inHand.size).toBe(0))
    await drawn()
  }

  /** Does what makes the page read, and winds to when it says that it waits, which it does after 3 s. */
  const stillReading = async (read: () => Promise<unknown>) => {
    const asked = world.nextQuestion()
    await read()
    await asked
    await wind(5)
    await page
      .getByText(/still reading/)
      .first()
      .waitFor()
  }

  it('is shown: no page is left out of these tests because an operation is missing', () => {
    const operations = new Set(world.operations().map(({ name }) => name))
    expect(everyPage.filter(({ needs }) => !operations.has(needs))).toEqual([])
  })

  describe.each(everyPage)('$path', ({ path, address }) => {
    /** Loads the page by its address, in a new document. */
    const open = () => page.goto(server.origin + address)
    /** The catalog is read once for a document, so that only a new document looks for the first time. */
    const keepsWhatItHasRead = path.startsWith('/catalog')

    it('says that it is still reading while an answer is slow, and shows it when it comes', async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      world.waits.set(EVERY_READ, promise)
      await stillReading(open)
      world.waits.clear()
      resolve()
      await settled()
      await page
        .getByText(/still reading/)
        .first()
        .waitFor({ state: 'detached' })
      expect(await alert().count()).toBe(0)
      expect(complaints).toEqual([])
    })

    it('says why when the API fails, keeps what it has shown, and recovers by itself', async () => {
      await settled()
      const shown = (await main().innerText()).length
      world.fails.set(EVERY_READ, new Error('The table is on fire.'))
      await page.getByRole('button', { name: 'Refresh' }).first().click()
      await alert().getByText('The table is on fire.').first().waitFor()
      expect((await main().innerText()).length).toBeGreaterThanOrEqual(shown)
      world.fails.clear()
      await wind(61)
      await alert().first().waitFor({ state: 'detached' })
      expect(complaints).toEqual([])
    })

    it('says why when the first look fails, and when nobody answers at all, and recovers by itself', async () => {
      await moveTo(page, NOWHERE)
      world.fails.set(EVERY_READ, new Error('The table is on fire.'))
      await (keepsWhatItHasRead ? open() : moveTo(page, address))
      await alert().getByText('The table is on fire.').first().waitFor()
      const never = Promise.withResolvers<void>()
      world.waits.set(EVERY_READ, never.promise)
      world.fails.clear()
      await stillReading(() => wind(61))
      await wind(46)
      await alert().getByText('has not answered within 45 s').first().waitFor()
      world.waits.clear()
      never.resolve()
      await wind(61)
      await settled()
      await alert().first().waitFor({ state: 'detached' })
      expect(complaints).toEqual([])
    })

    it('shows what events say as text, whatever it is', async () => {
      await settled()
      expect(await page.evaluate('window.pwned')).toBeUndefined()
      expect(await page.locator('main :is(img, script, iframe, object, embed, b)').count()).toBe(0)
      // Marks that turn the direction of a line: by their codes only. What is edited stands in a text area as it is.
      const raw = await page.evaluate('document.querySelector("main").innerText')
      expect(raw).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    })

    it('fits narrow pages, and wide ones at 200 % zoom, without scrolling sideways', async () => {
      try {
        for (const width of [390, 720]) {
          await page.setViewportSize({ width, height: 844 })
          expect(
            await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
            `${width}`,
          ).toBeLessThanOrEqual(0)
        }
      } finally {
        await page.setViewportSize({ width: 1440, height: 900 })
      }
    })
  })

  describe('in one document,', () => {
    beforeAll(async () => {
      await page.goto(server.origin)
      // It takes longer to load, and to run for the first time, than it then takes to judge a page.
      await page.evaluate(axe.source)
    })

    it.each(everyPage)(
      '$path has nothing that the judges of accessibility call serious, in both themes',
      async ({ address, documentTitle }) => {
        await moveTo(page, address)
        await allDrawn()
        expect(await page.title(), 'it is this page that is judged').toBe(documentTitle)
        for (const [theme, rules] of [
          ['light', undefined],
          ['dark', ['color-contrast']],
        ] as const) {
          await page.emulateMedia({ colorScheme: theme })
          const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) }
          const { violations } = await page.evaluate<{ violations: Violation[] }>(
            `axe.run(document, ${JSON.stringify(options)})`,
          )
          const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
          const told = serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)
          expect(told, theme).toEqual([])
        }
        expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
        expect(complaints).toEqual([])
      },
    )
  })
})
