import type { FunctionComponent } from 'preact'
import type { Parameters } from '../router.ts'

/** A page. Its address is all that it is told, so that the address can be shared. */
export interface View {
  /** e.g. `/letters/:consumer/:id`; the parts with a colon are given to it. */
  readonly path: string
  readonly title: string
  /** Name of the operation without which there is no such page. */
  readonly needs: string
  readonly inMenu?: boolean
  /** Path of the page in the menu to which it belongs. */
  readonly under?: string
  // biome-ignore lint/suspicious/noExplicitAny: each page has parameters of its own, which its path names
  readonly Draw: FunctionComponent<any>
}

export interface Drawn {
  readonly query: Parameters
}
