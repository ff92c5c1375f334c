import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium as launcher } from 'playwright-core'
import { patienceMs } from '../../support/eventually.ts'
import { unpackedChromium } from './unpacked-chromium.ts'

let shared: Promise<Browser | undefined> | undefined

/**
 * One browser for all test files of a process: starting it takes longer than most tests. It ends with the process.
 * @returns nothing where none starts.
 */
export function sharedBrowser(): Promise<Browser | undefined> {
  shared ??= openBrowser()
  return shared
}

/**
 * A browser for tests, from npm alone on Linux x64; elsewhere an installed Chrome.
 * @returns nothing where none starts and none has to, having said so.
 */
async function openBrowser(): Promise<Browser | undefined> {
  const reasons: string[] = []
  for (const open of isBundledHere ? [bundledChromium, installedChrome] : [installedChrome]) {
    try {
      return await open()
    } catch (error) {
      reasons.push((error as Error).message.split('\n')[0] ?? '')
    }
  }
  const why = `No browser starts here: ${reasons.join('; ')}`
  // Skipped without a word, these tests would be green for as long as the package is broken.
  if ((isBundledHere || process.env.CI) && !process.env.WITHOUT_BROWSER) {
    throw new Error(`${why}. It should; WITHOUT_BROWSER=1 skips the tests of the console's pages.`)
  }
  process.stderr.write(`${why}, so the tests of the console's pages are skipped.\n`)
  return undefined
}

/** Where the Chromium of the package `@sparticuz/chromium` is meant to run. */
const isBundledHere = process.platform === 'linux' && process.arch === 'x64'

async function bundledChromium(): Promise<Browser> {
  const executablePath = join(await unpackedChromium(), 'chromium')
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing`)
  const { default: chromium } = await import('@sparticuz/chromium')
  chromium.setGraphicsMode = false
  // In a single process, all of it ends with the first page that is closed.
  const args = chromium.args.filter((arg) => !/^--(single-process|no-zygote)$/.test(arg))
  return launcher.launch({ ...options, executablePath, args })
}

const installedChrome = (): Promise<Browser> => launcher.launch({ ...options, channel: 'chrome' })

/** It ends when its pipe to this process breaks. So it listens for no signals, which another file of the process may be about. */
const options = { headless: true, timeout: patienceMs, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }

/** Its pages are waited for as patiently as everything else is. */
export async function newContext(browser: Browser, options?: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(patienceMs)
  return context
}
