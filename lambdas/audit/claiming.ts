import { type Claim, type ClaimPage, emptyPage, type IdDigits, isFull, minuteOf } from './claim-page.ts'

export interface Entry {
  readonly digits: IdDigits
  readonly object: string
  readonly until: number
}

interface Wanted {
  readonly digits: IdDigits
  /** Name of the object that it shall go into. */
  readonly object: string
}

type Pages = ReadonlyMap<string, readonly ClaimPage[]>

/** The claims of these events on the pages. */
export function entriesOf(pages: Pages, of: { has(digits: IdDigits): boolean }): Entry[] {
  return [...pages.values()]
    .flat()
    .flatMap((page) =>
      [...page.claims].flatMap(([object, { ids, until }]) =>
        ids.filter((digits) => of.has(digits)).map((digits) => ({ digits, object, until })),
      ),
    )
}

/**
 * The pages that must be written so that each event is claimed for the object that it shall go into. One that is claimed for a dead
 * object is moved on its page; one that is on no page is added to the last one, or to a new one behind it when that is full. So two
 * writers that do not know of each other write the same page, and one of them is refused.
 * @param wanted none of them is claimed for an object that is neither its own nor dead.
 */
export function claimInto(
  pages: Pages,
  wanted: readonly Wanted[],
  dead: ReadonlySet<string>,
  until: number,
): ClaimPage[] {
  const changed: ClaimPage[] = []
  for (const [minute, ofMinute] of Map.groupBy(wanted, ({ digits }) => minuteOf(digits))) {
    const standing = pages.get(minute) ?? []
    const last = standing.at(-1)
    const tail = last && !isFull(last) ? last : emptyPage(minute, standing.length)
    const target = new Map(ofMinute.map(({ digits, object }) => [digits, object]))
    for (const page of standing.includes(tail) ? standing : [...standing, tail]) {
      const claims = new Map(page.claims)
      const moved = takeFromDead(claims, dead, target)
      for (const claim of claims.values()) for (const digits of claim.ids) target.delete(digits)
      const added = page === tail ? [...target] : []
      for (const [object, more] of Map.groupBy([...moved, ...added], ([, object]) => object)) {
        const ids = [...(claims.get(object)?.ids ?? []), ...more.map(([digits]) => digits)]
        claims.set(object, { ids, until })
      }
      if (moved.length + added.length > 0) changed.push({ ...page, claims })
    }
  }
  return changed
}

/** @returns what was claimed for objects that nobody will put, and shall go elsewhere. */
function takeFromDead(
  claims: Map<string, Claim>,
  dead: ReadonlySet<string>,
  target: Map<IdDigits, string>,
): [IdDigits, string][] {
  const moved: [IdDigits, string][] = []
  for (const [object, claim] of claims) {
    if (!dead.has(object)) continue
    const stays = claim.ids.filter((digits) => !target.has(digits))
    if (stays.length === claim.ids.length) continue
    for (const digits of claim.ids) {
      const to = target.get(digits)
      if (to !== undefined) moved.push([digits, to])
      target.delete(digits)
    }
    if (stays.length > 0) claims.set(object, { ...claim, ids: stays })
    else claims.delete(object)
  }
  return moved
}
