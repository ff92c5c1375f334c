import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Bytes of a bundle's entry and of everything that it imports before it is ready. */
export function loadedBytes(entry: string): number {
  const seen = new Set<string>()
  const visit = (file: string): number => {
    if (seen.has(file)) return 0
    seen.add(file)
    const text = readFileSync(file, 'utf8')
    const chunks = [...text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)].map(([, name]) => join(dirname(file), name!))
    return chunks.reduce((sum, chunk) => sum + visit(chunk), Buffer.byteLength(text))
  }
  return visit(entry)
}

/** Of all files that a function would be deployed with. */
export const bytesIn = (directory: string): number =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(directory, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0)
