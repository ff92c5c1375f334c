/** A page without what draws it: plain data, which tests read without a browser's types. */
export interface ListedPage {
  /** e.g. `/letters/:consumer/:id`; the parts with a colon are given to it. */
  readonly path: string
  readonly title: string
  /** Name of the operation without which there is no such page. */
  readonly needs: string
  readonly inMenu?: boolean
  /** Path of the page in the menu to which it belongs. */
  readonly under?: string
}
