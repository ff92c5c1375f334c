import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')
const cache = join(root, 'node_modules', '.cache')
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies['@sparticuz/chromium']

/**
 * The browser of the installed version, unpacked once for all runs. Its package unpacks into the temporary folder, and takes what is there
 * for whole while another process still writes it: here it is whole before it has its name.
 */
export async function unpackedChromium(): Promise<string> {
  const directory = join(cache, `chromium-${version}`)
  if (existsSync(directory)) return directory
  mkdirSync(cache, { recursive: true })
  const unpacking = mkdtempSync(join(cache, 'unpacking-'))
  const { TMPDIR } = process.env
  process.env.TMPDIR = unpacking
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    chromium.setGraphicsMode = false
    await chromium.executablePath()
    renameSync(unpacking, directory)
  } catch (error) {
    rmSync(unpacking, { recursive: true, force: true })
    // Another process was done first.
    if (!existsSync(directory)) throw error
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
  return directory
}
