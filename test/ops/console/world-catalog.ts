import { declaredDetails } from '../../../ops/catalog/declared.ts'
import type { CatalogDetails } from '../../../ops/catalog/details.ts'
import type { Seen } from '../../../ops/catalog/seen/seen.ts'
import type { Define } from './world-pages.ts'

let made: Promise<CatalogDetails> | undefined

/** Made once for all worlds, as the console's own server makes it once: its documents take 30 ms of a processor. */
function catalog(hostile: string): Promise<CatalogDetails> {
  made ??= hostileCatalog(hostile)
  return made
}

/** The catalog of this checkout, in which somebody has written what is hostile. */
async function hostileCatalog(hostile: string): Promise<CatalogDetails> {
  const details = await declaredDetails()
  const { catalog } = details
  return {
    ...details,
    catalog: {
      ...catalog,
      events: catalog.events.map((event) => ({ ...event, meaning: `${event.meaning} ${hostile}` })),
    },
  }
}

export function defineCatalog(define: Define, at: number, hostile: string): void {
  const iso = (secondsAgo: number): string => new Date(at - secondsAgo * 1000).toISOString()
  define('catalog', 'read', () => catalog(hostile))
  define('catalog-seen', 'read', (): Seen => {
    const type = (name: string, count: number, takenBy: readonly string[]) => ({
      type: name,
      count,
      versions: { '1': count },
      perHour: count / 24,
      latest: iso(5),
      takenBy,
    })
    return {
      from: iso(86_400),
      to: iso(0),
      events: 1_240,
      isCut: true,
      types: [type('order.created', 1_200, ['payment', 'checkout']), type(hostile, 40, [])],
      notStated: ['money.deposited'],
      unknown: [hostile],
      notTaken: [hostile],
      withoutEvents: ['account-statement'],
    }
  })
}
