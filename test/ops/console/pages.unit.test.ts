import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { ConsoleOperation } from '../../../ops/console/operation.ts'
import { consoleBundle } from '../../../ops/console/server/bundle.ts'
import { type ConsoleServer, startConsoleServer } from '../../../ops/console/server/server.ts'
import { newContext, sharedBrowser } from './browser.ts'
import { ConsoleTab, moveTo } from './console-tab.ts'
import { PRESSED, Presses } from './pressed.ts'
import { FINGERPRINT, HOSTILE, LETTER, World } from './world.ts'

it('the first view has 250 KB at most, gzipped', async () => {
  const { scripts, style } = await consoleBundle()
  const first = scripts.get('app.js') ?? ''
  expect(first).toContain('dead-letters')
  expect(gzipSync(first).length + gzipSync(style).length).toBeLessThan(250_000)
  // The catalog is loaded on demand, and what draws its graphs with it.
  const others = [...scripts].filter(([name]) => name !== 'app.js')
  expect(others.length).toBeGreaterThan(0)
  expect(first).not.toMatch(/ranksep|rankdir/)
})

const browser = await sharedBrowser()

describe.skipIf(!browser)('in a browser, the console', () => {
  let tab: ConsoleTab
  let world: World
  let operations: readonly ConsoleOperation[]
  const presses = new Presses()
  let page: Page
  beforeAll(async () => {
    tab = await ConsoleTab.inBrowser(browser!, { width: 1440, height: 900 })
    page = tab.page
  })
  afterAll(() => tab?.close())
  beforeEach(async () => {
    world = new World()
    operations = presses.of(world.operations())
    await tab.begin(operations)
  })

  const at = (path: string) => tab.at(path)
  /** Runs a test of the first visit with another console, which nobody has opened yet. */
  async function withAnother(test: (console: ConsoleServer) => Promise<void>, isLocal = true) {
    const another = await startConsoleServer({ operations: world.operations(isLocal), port: 0, now: Date.now })
    try {
      await test(another)
    } finally {
      await another.close()
    }
  }
  const main = () => page.locator('main')

  it('shows where everything stands, as a picture and as a table', async () => {
    await tab.open('/')
    await page.getByText('Nothing is urgent; 3 things are worth a look.').waitFor()
    const paint = 'performance.getEntriesByName("first-contentful-paint")[0]?.startTime'
    process.stderr.write(`The first view was there after ${Math.round(await page.evaluate<number>(paint))} ms.\n`)
    const row = page.getByRole('row', { name: /notification 1,284/ })
    expect(await row.innerText()).toMatch(/1,284\s+40\s+3 min\s+24\s+90 %/)
    expect(await page.locator('svg.picture .box').count()).toBe(8)
    expect(await page.locator('svg.picture .arrow').count()).toBeGreaterThan(16)
    expect(await page.locator('footer').innerText()).toMatch(/with 16 consumers.*with 60/s)
    expect(await main().innerText()).toContain('status --watch')
    expect(tab.complaints).toEqual([])
  })

  it('has no cookie in the address, and asks nobody but itself', async () => {
    await withAnother(async (server) => {
      await page.goto(server.address)
      await page.getByText('Nothing is urgent').first().waitFor()
      expect(page.url()).toBe(`${server.origin}/`)
      const asked: string[] = await page.evaluate('performance.getEntriesByType("resource").map(({ name }) => name)')
      expect(asked.filter((address) => !address.startsWith(server.origin))).toEqual([])
    })
  })

  it('leads from a consumer to its issue, its letter and the body', async () => {
    await at('/')
    await page.getByRole('link', { name: '8', exact: true }).click()
    await page.getByRole('link', { name: /NO_ACCOUNT/ }).click()
    await page.getByText('What a retry would do').waitFor()
    expect(page.url()).toBe(`${tab.origin}/dead-letters/payment/${FINGERPRINT}`)
    await page.getByRole('link', { name: LETTER }).click()
    await page.locator('pre.body').first().waitFor()
    expect(await main().innerText()).toContain(`dead-letters show ${LETTER} --consumer payment`)
    await page.goBack()
    await page.getByText('What a retry would do').waitFor()
  })

  it('shows hostile texts as texts, with marks that are not seen by their codes', async () => {
    for (const path of [
      '/dead-letters',
      `/letters/payment/${LETTER}`,
      '/audit',
      '/mailbox',
      '/consumers',
      '/parked',
      '/parked/order-view/ord_1',
      '/logs',
      '/aggregates/order/ord_1',
      '/trace?id=req_xyz',
    ]) {
      await at(path)
      await page.getByText('<script>window.pwned=1</script>').first().waitFor()
      expect(await main().innerText()).toContain('U+202E')
      expect(await page.locator('main img, main script, main iframe').count()).toBe(0)
    }
    await at('/mailbox')
    await page.getByRole('button', { name: /<img/ }).click()
    await page.locator('pre.body').waitFor()
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(tab.complaints).toEqual([])
  })

  it('draws what a request set in motion as a tree, whose address names the request', async () => {
    await at('/trace')
    await page.getByLabel(/correlation id/).fill('req_xyz')
    await page.keyboard.press('Enter')
    await page.getByText('payment.processed').waitFor()
    expect(page.url()).toBe(`${tab.origin}/trace?id=req_xyz`)
    expect(await page.locator('.tree .tree .tree').filter({ hasText: 'payment.processed' }).count()).toBeGreaterThan(0)
    expect(await main().textContent()).toContain('trace req_xyz')
    // Three deliveries, each with its attempt and its way there, and two events.
    expect(await page.locator('.axis .bar.done').count()).toBe(3)
    expect(await page.locator('.axis .bar.waits').count()).toBe(3)
    expect(await page.locator('.axis .bar.stored').count()).toBe(2)
    await page.getByRole('link', { name: 'order/ord_1 1' }).first().click()
    await page.getByText('What each event has changed').waitFor()
    await page.getByRole('link', { name: 'as of then' }).first().click()
    await page.getByText('1 event as of').waitFor()
    await page.getByText('"status": "pending"').waitFor()
    expect(tab.complaints).toEqual([])
  })

  it('shows a body of 240 KB', async () => {
    world.body = JSON.stringify({ data: `${HOSTILE}${'x'.repeat(240_000)}end` })
    await at(`/letters/payment/${LETTER}`)
    await page.locator('pre.body').first().waitFor()
    expect((await page.locator('pre.body').first().textContent())?.length).toBeGreaterThan(240_000)
  })

  it('scrolls through 10,000 letters, of which only some are drawn', async () => {
    world.letters = 10_000
    await at(`/dead-letters/payment/${FINGERPRINT}`)
    const rows = page.locator('.rows')
    await rows.waitFor()
    expect(await rows.locator('tbody tr').count()).toBeLessThan(120)
    const { frames, drawn } = await page.evaluate<{ frames: number[]; drawn: number[] }>(`new Promise((resolve) => {
      const box = document.querySelector('.rows')
      const [frames, drawn] = [[], []]
      let added = 0
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) added += addedNodes.length
      }).observe(box.querySelector('tbody'), { childList: true })
      let before = performance.now()
      const scroll = (now) => {
        frames.push(now - before)
        drawn.push(added)
        before = now
        added = 0
        box.scrollBy(0, 400)
        if (frames.length < 60) requestAnimationFrame(scroll)
        else resolve({ frames: frames.slice(1).sort((one, other) => one - other), drawn })
      }
      requestAnimationFrame(scroll)
    })`)
    const [median, slowest] = [frames.at(frames.length / 2), frames.at(-1)].map((one) => one?.toFixed(1))
    process.stderr.write(`Scrolling through 10,000 letters: a frame took ${median} ms, the slowest ${slowest} ms.\n`)
    // A frame draws the rows that come into sight, however many there are in all: 400 pixels are 15 of them.
    expect(Math.max(...drawn)).toBeLessThan(40)
    expect(Math.max(...drawn)).toBeGreaterThan(5)
    await rows.evaluate((box) => box.scrollTo(0, box.scrollHeight))
    await page.getByText('ord_9999').waitFor()
    expect(await rows.locator('tbody tr').count()).toBeLessThan(120)
    expect(await rows.locator('table').getAttribute('aria-rowcount')).toBe('10001')
  })

  it('closes a breaker when that is confirmed, and shows the command that does the same', async () => {
    await at('/breakers')
    await page.getByRole('button', { name: 'Close ses' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.innerText()).toContain('breakers reset ses')
    await page.keyboard.press('Escape')
    expect(world.asked).not.toContain('breakers-reset')
    await page.getByRole('button', { name: 'Close ses' }).click()
    await dialog.getByRole('button', { name: 'Close ses' }).click()
    await page.getByText('All are closed: nothing to do.').waitFor()
    expect(world.asked.filter((name) => name === 'breakers-reset')).toHaveLength(1)
  })

  it('places an order, which two tabs see', async () => {
    await at('/orders')
    const other = await tab.another('/orders')
    await page.getByRole('button', { name: 'Place an order' }).click()
    await page.getByText('ord_1 is accepted.').waitFor()
    await other.getByRole('rowheader', { name: 'ord_1' }).waitFor()
    await page.getByRole('rowheader', { name: 'ord_1' }).waitFor()
    await page.getByRole('button', { name: 'Place 10 orders' }).click()
    await page.getByText('10 orders are accepted.').waitFor()
    await other.getByRole('rowheader', { name: 'ord_11' }).waitFor()
  })

  /** Presses a button and what asks for it then. @param shows what its dialog tells. */
  async function confirmed(name: string, shows: string, why?: string) {
    await page.getByRole('button', { name, exact: true }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.textContent()).toContain(shows)
    if (why !== undefined) await dialog.getByLabel(/Why/).fill(why)
    await dialog.getByRole('button', { name, exact: true }).click()
  }

  it('pauses a consumer, but not without a reason, and resumes it', async () => {
    await at('/consumers')
    await page.getByRole('button', { name: 'Pause payment', exact: true }).click()
    const submit = page.getByRole('dialog').getByRole('button', { name: 'Pause payment', exact: true })
    expect(await submit.isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await confirmed('Pause payment', 'consumers pause payment', 'bank away')
    await page.getByText('bank away').waitFor()
    await confirmed('Resume payment', 'consumers resume payment')
    await page.getByRole('button', { name: 'Pause payment', exact: true }).waitFor()
    await confirmed('Drain payment', 'consumers drain payment', 'moving')
    await page.getByText('It drains.').waitFor()
    expect(tab.complaints).toEqual([])
  })

  it('pauses again what delivers although it is paused, and goes on with a drain that was left', async () => {
    await at('/consumers')
    await page.getByText('2 consumers do not take every message.').waitFor()
    await confirmed('Pause again: order-prices', 'consumers keep')
    await page.getByRole('row', { name: /^order-prices paused/ }).waitFor()
    await confirmed('Go on draining inventory', 'consumers drain inventory', 'stock-taking')
    await page.getByRole('row', { name: /^inventory running/ }).waitFor()
    expect(world.asked.filter((name) => /^consumer-/.test(name))).toEqual(['consumer-keep', 'consumer-drain'])
    expect(tab.complaints).toEqual([])
  })

  it('releases, skips and edits what is parked of an aggregate, whatever its name', async () => {
    await at('/parked')
    await page.getByRole('link', { name: 'ord/2 %' }).click()
    await confirmed('Try the first alone', "parked retry order-view 'ord/2 %'")
    await page.getByText('stopped at an event that fails').waitFor()
    await confirmed('Release', "parked release order-view 'ord/2 %'")
    await page.getByText('Nothing is parked of it').waitFor()
    await at('/parked/order-view/ord_1')
    await page.getByRole('link', { name: 'Edit…' }).first().click()
    const editor = page.getByLabel(/Data of/)
    await editor.fill('{"order_id": 7}')
    await page.getByRole('button', { name: 'Check against the schema' }).click()
    await page.getByRole('alert').getByText('must be a text').waitFor()
    await editor.fill('{"order_id": "ord_7"}')
    await page.getByRole('button', { name: 'Check against the schema' }).click()
    await page.getByLabel('Differences').getByText('"ord_7"').waitFor()
    await page.getByRole('button', { name: 'Edit and release', exact: true }).click()
    const edit = page.getByRole('dialog')
    const release = edit.getByRole('button', { name: 'Edit and release', exact: true })
    expect(await release.isDisabled()).toBe(true)
    await edit.getByLabel(/Why/).fill('typo')
    expect(await edit.textContent()).toContain('parked edit order-view ord_1 evt_1 --data data.json --reason typo')
    await release.click()
    await page.getByText('released: nothing is parked any more.').waitFor()
    await at('/parked/order-view/ord_3')
    await confirmed('Skip evt_1', 'parked skip order-view ord_3 evt_1', 'never happened')
    await page.getByText('Nothing is parked of it').waitFor()
    await at('/parked')
    await confirmed('Release all of order-view', 'parked release order-view --all', 'mended')
    await page.getByText('Nothing is parked: no aggregate waits').waitFor()
    expect(tab.complaints.filter((text) => !text.includes('400') && !text.includes('500'))).toEqual([])
  })

  it('tells what came of an action also where a look has taken its button away before the answer', async () => {
    const answer = Promise.withResolvers<void>()
    world.waits.set('parked-decide', answer.promise)
    await at('/parked/order-view/ord_4')
    await page.getByRole('button', { name: 'Skip evt_1', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Why/).fill('never happened')
    await dialog.getByRole('button', { name: 'Skip evt_1', exact: true }).click()
    const release = operations.find(({ name }) => name === 'parked-release')!
    await release.run({ consumer: 'order-view', aggregates: ['ord_4'], verb: 'release' })
    await page.keyboard.press('r')
    await page.getByText('Nothing is parked of it').waitFor()
    answer.resolve()
    await page.getByText('released: nothing is parked any more.').waitFor()
  })

  it('says where events are parked that they are never lost, and who has paused their consumer', async () => {
    const isPaused = page.getByText('order-view is paused by anna')
    await at('/parked')
    await page.getByRole('row', { name: /ord_1 .*never/ }).waitFor()
    expect(await isPaused.count()).toBe(0)
    await at('/consumers')
    await confirmed('Pause order-view', 'consumers pause order-view', 'stock-taking')
    for (const address of ['/parked', '/parked/order-view/ord_1']) {
      await at(address)
      await isPaused.waitFor()
      expect(await isPaused.textContent()).toContain(': stock-taking. It releases nothing until')
    }
    await page.getByText('Lost in: never').waitFor()
    expect(tab.complaints).toEqual([])
  })

  it('rebuilds a read model, verifies it, and makes another generation live', async () => {
    await at('/read-models')
    await confirmed('Rebuild order-view', 'rebuild order-view')
    await page.getByRole('status').getByText('1,000 events read').waitFor()
    await confirmed('Verify account-statement', 'verify account-statement')
    await page.getByText(/2 DIFFER, e\.g\. <img/).waitFor()
    const section = page.getByRole('region', { name: 'order-view' })
    await section.getByRole('button', { name: 'Make g2 live' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Make g2 live', exact: true }).click()
    await section.getByText('g2 is live').waitFor()
    await section.getByRole('button', { name: 'Drop g1' }).click()
    const drop = page.getByRole('dialog').getByRole('button', { name: 'Drop g1', exact: true })
    expect(await drop.isDisabled()).toBe(true)
    await page.getByRole('dialog').getByLabel('Type "g1" to go on').fill('g1')
    expect(await page.getByRole('dialog').textContent()).toContain('drop order-view g1')
    await drop.click()
    await section.getByRole('status').getByText('3 documents deleted').waitFor()
    await section.getByRole('rowheader', { name: 'g1' }).waitFor({ state: 'detached' })
    await confirmed('Resume the rebuild of account-statement', 'rebuild account-statement --resume')
    await page.getByRole('region', { name: 'account-statement' }).getByText('1,000 events read').waitFor()
    expect(tab.complaints).toEqual([])
  })

  it('shows log lines by what they hold, with their stack, under an address of their own', async () => {
    await at('/logs')
    await page.getByText('3 lines of the last 15m').waitFor()
    await page.getByLabel('warnings and errors only').check()
    await page.getByText('2 lines of the last 15m').waitFor()
    expect(page.url()).toContain('level=errors')
    await page.getByRole('button', { name: 'event failed' }).click()
    await page.getByText('lambdas/payment/charge.ts:31:11').waitFor()
    await page.getByRole('link', { name: 'its trace' }).waitFor()
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(tab.complaints).toEqual([])
  })

  it('shows what is scheduled, and what will be sent', async () => {
    await at('/schedule')
    await page.getByRole('button', { name: 'checkout-ord_1' }).click()
    await page.getByRole('region', { name: 'What is sent' }).getByText('cmd_1').waitFor()
  })

  it('breaks payment and repairs it, for a newcomer to learn with', async () => {
    await at('/orders')
    await page.getByText('Payment works.').waitFor()
    await confirmed('Break payment', 'drill start payment --fail 0.5:permanent')
    await page.getByText('Payment is told to fail: 0.5:permanent.').waitFor()
    await confirmed('Repair payment', 'drill end payment')
    await page.getByText('Payment works.').waitFor()
    expect(tab.complaints).toEqual([])
  })

  it('keeps what it has shown when a look fails, says why, and goes on', async () => {
    await at('/')
    await page.getByText('Nothing is urgent').first().waitFor()
    world.fails.set('status', Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $metadata: {} }))
    await page.keyboard.press('r')
    await page.getByRole('alert').getByText('ThrottlingException: Rate exceeded').waitFor()
    expect(await page.locator('table.consumers').count()).toBe(1)
    world.fails.clear()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  it('looks as seldom in an account as two cents an hour ask for, by what a look has cost', () =>
    withAnother(async (account) => {
      await page.route('**/api/breakers', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, headers: { ...response.headers(), 'x-console-usd': '0.001' } })
      })
      await page.goto(account.address)
      await page.getByText('Every other page looks as seldom as two cents an hour ask for').waitFor()
      await moveTo(page, '/breakers')
      await page.getByText('again every 3 min').waitFor()
    }, false))

  it('says that it is still reading when an answer is slow', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    // A clock that can be wound is that of a whole context.
    const wound = await newContext(browser!)
    onTestFinished(() => wound.close())
    const one = await wound.newPage()
    await one.clock.install()
    await withAnother(async (server) => {
      await one.goto(server.address)
      await one.getByText('Nothing is urgent').first().waitFor()
      world.waits.set('breakers', promise)
      const asked = world.nextQuestion()
      await moveTo(one, '/breakers')
      await asked
      await one.clock.fastForward(5_000)
      await one.getByText(/still reading/).waitFor()
      resolve()
      await one.getByRole('rowheader', { name: 'ses' }).waitFor()
    })
  })

  it('tells a browser that was not let in what to do, and shows it nothing', () =>
    withAnother(async (server) => {
      // Somebody else is let in, and this browser has the cookie of another console.
      expect((await fetch(server.address, { redirect: 'manual' })).headers.get('set-cookie')).toContain('HttpOnly')
      await page.goto(`${server.origin}/dead-letters`)
      await page.getByText('Open the address that the terminal shows').waitFor()
      expect(await page.locator('body').innerText()).not.toContain('payment')
    }))

  it('keeps the colours that were chosen', () =>
    withAnother(async (server) => {
      await page.goto(server.address)
      const theme = () => page.evaluate('document.documentElement.dataset.theme')
      await page.getByRole('button', { name: /Colours/ }).click()
      await page.getByRole('button', { name: /Colours/ }).click()
      expect(await theme()).toBe('dark')
      await page.reload()
      await page.getByText('Nothing is urgent').first().waitFor()
      expect(await theme()).toBe('dark')
    }))

  it('has a landmark, a heading and a name for everything that can be pressed', async () => {
    await tab.open('/')
    await page.getByText('Nothing is urgent').first().waitFor()
    for (const role of ['banner', 'navigation', 'main', 'contentinfo'] as const) {
      expect(await page.getByRole(role).count(), role).toBe(1)
    }
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    const nameless = await page.evaluate(
      '[...document.querySelectorAll("button, a")].filter((one) => !(one.ariaLabel || one.textContent.trim())).length',
    )
    expect(nameless).toBe(0)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to the page')
  })

  it('has pressed, in all these tests together, what it is said to press', () => {
    expect(presses.names).toEqual(PRESSED['pages.unit.test.ts'])
  })
})
