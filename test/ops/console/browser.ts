import { existsSync } from 'node:fs'
import { type Browser, chromium as launcher } from 'playwright-core'

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
 * @returns nothing where none starts, having said so.
 */
async function openBrowser(): Promise<Browser | undefined> {
  const reasons: string[] = []
  for (const open of [bundledChromium, installedChrome]) {
    try {
      return await open()
    } catch (error) {
      reasons.push((error as Error).message.split('\n')[0] ?? '')
    }
  }
  process.stderr.write(
    `No browser starts here, so the tests of the console's pages are skipped: ${reasons.join('; ')}\n`,
  )
  return undefined
}

async function bundledChromium(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('@sparticuz/chromium is for Linux x64')
  const { default: chromium } = await import('@sparticuz/chromium')
  chromium.setGraphicsMode = false
  const executablePath = await chromium.executablePath()
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing`)
  // In a single process, all of it ends with the first page that is closed.
  const args = chromium.args.filter((arg) => !/^--(single-process|no-zygote)$/.test(arg))
  return launcher.launch({ executablePath, args, headless: true, timeout: 60_000 })
}

const installedChrome = (): Promise<Browser> => launcher.launch({ channel: 'chrome', headless: true })
