import { createHash } from 'node:crypto'

/**
 * The same for each copy, because source and id together name a CloudEvent; never one of ours. It has the form of a
 * UUIDv7, but does not sort by time: two copies may state different times.
 */
export function ownId(source: string, id: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex')
  const variant = '89ab'[Number.parseInt(hash.charAt(15), 16) % 4]
  return `evt_${hash.slice(0, 8)}-${hash.slice(8, 12)}-7${hash.slice(12, 15)}-${variant}${hash.slice(16, 19)}-${hash.slice(20, 32)}`
}
