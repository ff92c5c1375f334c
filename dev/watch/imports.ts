import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Relative imports and exports, also dynamic ones; what stands in a comment or a text does no harm here. */
const IMPORT = /(?:\bfrom |\bimport |\bimport\()\s*['"](\.[^'"]+)['"]/g

/**
 * Every file of the project that a module loads, itself included: by its text, which takes milliseconds where loading it takes
 * seconds. A file that is not there, because somebody is just writing it, is in it all the same.
 * @param entry absolute path.
 */
export function importsOf(
  entry: string,
  read: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): Set<string> {
  const found = new Set<string>()
  const ahead = [entry]
  for (let file = ahead.pop(); file !== undefined; file = ahead.pop()) {
    if (found.has(file)) continue
    found.add(file)
    for (const [, target = ''] of textOf(file, read).matchAll(IMPORT)) ahead.push(join(dirname(file), target))
  }
  return found
}

function textOf(file: string, read: (file: string) => string): string {
  try {
    return read(file)
  } catch {
    return ''
  }
}
