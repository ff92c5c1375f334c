import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { ConsoleOperation } from '../../../ops/console/operation.ts'
import { type ConsoleServer, startConsoleServer } from '../../../ops/console/server/server.ts'
import { newContext } from './browser.ts'

/** No page of the console: it says so, and asks for nothing. */
export const NOWHERE = '/nowhere'

const BLANK = 'about:blank'

/** The server keeps no answer for so long, so that a test finds none of the test before. */
const BETWEEN_TESTS_MS = 120_000

/**
 * A console in one tab of a browser, for all tests of a file: a new tab takes a third of a second of a processor, and to load the console again
 * half of that. Each test brings operations of its own, and finds no page, no answer and nothing in hand that another test has left. What the
 * document itself and the browser keep, such as the colours and the size, a test puts back; one that is about them opens the console anew.
 */
export class ConsoleTab {
  readonly page: Page
  /** What the browser refused or could not run in this test, in any of its tabs. */
  complaints: string[] = []
  readonly #context: BrowserContext
  readonly #servers: ConsoleServer[] = []
  readonly #inHand = new Set<Promise<unknown>>()
  #operations: readonly ConsoleOperation[] = []
  #isLetIn = false
  #tests = 0

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context
    this.page = page
    this.#listen(page)
  }

  static async inBrowser(browser: Browser, viewport: { readonly width: number; readonly height: number }) {
    const context = await newContext(browser, { viewport })
    return new ConsoleTab(context, await context.newPage())
  }

  /** A test begins. @param operations by the same names in each test. */
  async begin(operations: readonly ConsoleOperation[]): Promise<void> {
    for (const other of this.#context.pages()) if (other !== this.page) await other.close()
    if (this.#isShown()) await moveTo(this.page, NOWHERE)
    // A test has opened another console, which may be gone by now.
    else if (this.page.url() !== BLANK) await this.page.goto(BLANK)
    // A test that failed may have left some.
    await this.page.unrouteAll()
    this.#tests++
    this.#operations = operations
    this.complaints = []
    // What is in hand is of the test before. A server lets all who ask for the same meanwhile share its answer.
    if (this.#servers.length === 0 || this.#inHand.size > 0) await this.#start()
  }

  get origin(): string {
    return this.#servers.at(-1)?.origin ?? BLANK
  }

  /** Loads a page of the console by its address. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.origin + path + (this.#isLetIn ? '' : await this.#letIn()))
  }

  /** Goes to a page of the console as a link does. Only if the console is not shown yet, it is loaded. */
  async at(path: string): Promise<void> {
    await (this.#isShown() ? moveTo(this.page, path) : this.open(path))
  }

  /** Another tab of the same browser, until the end of the test. */
  async another(path: string): Promise<Page> {
    const page = await this.#context.newPage()
    this.#listen(page)
    await page.goto(this.origin + path)
    return page
  }

  async close(): Promise<void> {
    await this.#context.close()
    await Promise.all(this.#servers.map((server) => server.close()))
  }

  #isShown(): boolean {
    return this.page.url().startsWith(`${this.origin}/`)
  }

  async #start(): Promise<void> {
    const operations = this.#operations.map((operation) => ({
      ...operation,
      run: (input: unknown) => this.#run(operation.name, input),
    }))
    const now = () => Date.now() + this.#tests * BETWEEN_TESTS_MS
    this.#servers.push(await startConsoleServer({ operations, port: 0, now }))
    this.#isLetIn = false
    this.#inHand.clear()
  }

  async #run(name: string, input: unknown): Promise<unknown> {
    const operation = this.#operations.find((one) => one.name === name)
    if (!operation) throw new Error(`This test has no operation ${name}.`)
    const answer = operation.run(input)
    this.#inHand.add(answer)
    try {
      return await answer
    } finally {
      this.#inHand.delete(answer)
    }
  }

  /**
   * Opens the printed address without the page that it leads to, which takes longer to draw than most others.
   * @returns what has to stand behind the first address for the page's own script.
   */
  async #letIn(): Promise<string> {
    const address = this.#servers.at(-1)?.address ?? ''
    const answer = await this.#context.request.get(address, { maxRedirects: 0 })
    this.#isLetIn = true
    return new URL(answer.headers().location ?? '', this.origin).hash
  }

  #listen(page: Page): void {
    page.on('pageerror', ({ message }) => this.complaints.push(message))
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()))
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
