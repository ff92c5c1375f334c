import type { StoredInvariant } from './invariant.ts'

export const nothingParked: StoredInvariant = {
  name: 'nothing waits behind a dead event any more, once it is mended and released',
  check: ({ held }) => held.map((group) => `${group} is held`),
}
