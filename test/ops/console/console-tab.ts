import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { ConsoleOperation } from '../../../ops/console/operation.ts'
import { type ConsoleServer, startConsoleServer } from '../../../ops/console/server/server.ts'
import { newContext } from './browser.ts'

/**
 * One tab of a browser for all tests of a file, because a new tab takes a third of a second of a processor. Each test shows a console of its own
 * in it, at an address of its own. So it finds no document, no answer, no session and nothing stored that another test has left.
 */
export class ConsoleTab {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser refused or could not run of the console that is shown now, in any of its tabs. */
  complaints: string[] = []
  readonly #servers: ConsoleServer[] = []
  #isLetIn = false

  private constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
    this.#listen(page)
  }

  static async open(browser: Browser, viewport: { readonly width: number; readonly height: number }) {
    const context = await newContext(browser, { viewport })
    return new ConsoleTab(context, await context.newPage())
  }

  /** Starts the console of a test. The tab shows the one before, whose server still answers, until the first page is opened. */
  async show(operations: readonly ConsoleOperation[]): Promise<ConsoleServer> {
    for (const other of this.context.pages()) if (other !== this.page) await other.close()
    const server = await startConsoleServer({ operations, port: 0, now: Date.now })
    this.#servers.push(server)
    this.#isLetIn = false
    this.complaints = []
    return server
  }

  get server(): ConsoleServer {
    const server = this.#servers.at(-1)
    if (!server) throw new Error('Show a console first.')
    return server
  }

  /** Loads a page of the console by its address. The first one lets the browser in. */
  async open(path: string): Promise<void> {
    if (this.#isLetIn) await this.page.goto(this.server.origin + path)
    else {
      // The printed address leads to the first page. To draw that one before each other page would cost more than all else here.
      const answer = await this.context.request.get(this.server.address, { maxRedirects: 0 })
      const { hash } = new URL(answer.headers().location ?? '', this.server.origin)
      this.#isLetIn = true
      await this.page.goto(this.server.origin + path + hash)
    }
  }

  /** Goes to a page of the console as a link does, or loads it if the console is not open yet. */
  async at(path: string): Promise<void> {
    if (this.#isLetIn) await moveTo(this.page, path)
    else await this.open(path)
  }

  /** Another tab of the same browser. It is closed with the test. */
  async another(): Promise<Page> {
    const page = await this.context.newPage()
    this.#listen(page)
    return page
  }

  async close(): Promise<void> {
    await this.context.close()
    await Promise.all(this.#servers.map((server) => server.close()))
  }

  #listen(page: Page): void {
    // The console of the test before may still be there until the first page of this one is.
    const isOfThisTest = () => page.url().startsWith(`${this.server.origin}/`)
    page.on('pageerror', ({ message }) => isOfThisTest() && this.complaints.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error' && isOfThisTest()) this.complaints.push(message.text())
    })
  }
}

/**
 * Goes to another page of the console in the same document, as a link or the browser's own buttons do. When it returns, the page before is gone,
 * and the new one is drawn as it is before its first look.
 */
export async function moveTo(page: Page, address: string): Promise<void> {
  // Before there is a page, nothing in the document listens for moves.
  await page.locator('#main').waitFor()
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(address)}); window.dispatchEvent(new PopStateEvent('popstate'))`,
  )
}
