/** File beside the code in each bundle's folder: bundling writes it, a function reads it when it gives a message up. */
export const PLACE_TABLE = 'places.json'

/**
 * Leads from the columns of a bundled file to places in our own source. It holds only what a fingerprint needs, so it has a
 * twentieth of the size of the source maps, and a cold start does not load it.
 */
export interface PlaceTable {
  readonly sources: readonly string[]
  /** Source, name of the function, and hash of the statement, which is left out for code that all services share. */
  readonly places: readonly (readonly [source: number, name: string, statement?: string])[]
  /**
   * By file in the folder, and by line from 0: runs of columns as pairs of numbers. The first says how much further
   * the run begins than the one before. The second is its place, counted from 1, less that of the one before; 0 is code of a
   * package.
   */
  readonly files: Readonly<Record<string, readonly (readonly number[])[]>>
}
