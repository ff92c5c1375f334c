import { allCommands, allEvents } from '../../events/catalog.ts'
import { services } from '../../lib/services.ts'
import type { CatalogDetails } from './details.ts'

/** The catalog of this checkout with all that pages show of it. Loads the documents' generators when it is called. */
export async function declaredDetails(): Promise<CatalogDetails> {
  const [{ detailsOf }, { openApiDocument }] = await Promise.all([
    import('./details.ts'),
    import('../contracts/openapi/document.ts'),
  ])
  // Pages show routes only, so the document needs no version of the project.
  const api = openApiDocument(services, { version: '', license: '' })
  return detailsOf({ events: allEvents, commands: allCommands, services }, api)
}
