import { render } from 'preact'
import type { CatalogDetails } from '../../../../catalog/details.ts'
import { applyTheme, chosenTheme } from '../../theme.ts'
import { Site } from './site.tsx'

/** The data that the build has put beside the script. */
interface Published {
  readonly details: CatalogDetails
  readonly files: readonly string[]
}

applyTheme(chosenTheme())
const root = document.getElementById('app')
const text = document.getElementById('catalog')?.textContent
if (root && text) {
  const { details, files } = JSON.parse(text) as Published
  render(<Site details={details} files={files} />, root)
}
