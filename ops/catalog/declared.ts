import { releasedAlarms } from './alarms-of-checkout.ts'
import { catalogOf } from './derive.ts'
import type { CatalogDetails } from './details.ts'
import type { Catalog } from './model.ts'
import { system } from './system.ts'

/** The catalog of this checkout. */
export const declaredCatalog = (): Catalog => ({ ...catalogOf(system), alarms: releasedAlarms() })

/** The same with all that pages show of it. Loads the documents' generators when it is called. */
export async function declaredDetails(): Promise<CatalogDetails> {
  const [{ detailsOf }, { openApiDocument }] = await Promise.all([
    import('./details.ts'),
    import('../contracts/openapi/document.ts'),
  ])
  // Pages show routes only, so the document needs no version of the project.
  const api = openApiDocument(system.services, { version: '', license: '' })
  const details = detailsOf(system, api)
  return { ...details, catalog: { ...details.catalog, alarms: releasedAlarms() } }
}
