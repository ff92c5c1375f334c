import { createHash } from 'node:crypto'

/**
 * Name of the map of a bundled file. A stack of a function names files by their last part, so that alone leads to the map:
 * chunks have their content's hash in their name; an entry, whose name a Lambda handler repeats, gets it added here.
 */
export function sourceMapName(fileName: string, code: string): string {
  const name = fileName.split('/').at(-1) ?? fileName
  if (/^(chunks|node_modules)\//.test(fileName)) return `${name}.map`
  return `${name}-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.map`
}
