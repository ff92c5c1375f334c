import { type Archive, readBegan } from './began-record.ts'

/**
 * Since when events go into large objects, epoch milliseconds; what is older goes into an object of its own, where it is if it was
 * archived before. It is decided once, when the first event of all comes.
 */
export async function largeObjectsBegan(archive: Archive): Promise<number> {
  const decided = await readBegan(archive)
  return decided ?? (await import('./decide-began.ts')).decideBegan(archive)
}
