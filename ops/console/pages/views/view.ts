import type { FunctionComponent } from 'preact'
import type { Parameters } from '../router.ts'
import type { ListedPage } from './listed-page.ts'

/** A page. Its address is all that it is told, so that the address can be shared. */
export interface View extends ListedPage {
  // biome-ignore lint/suspicious/noExplicitAny: each page has parameters of its own, which its path names
  readonly Draw: FunctionComponent<any>
}

export interface Drawn {
  readonly query: Parameters
}
