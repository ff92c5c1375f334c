import { type Assignment, type AssignmentPage, emptyPage, type IdDigits, isFull, minuteOf } from './assignment-page.ts'

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

type Pages = ReadonlyMap<string, readonly AssignmentPage[]>

/** The assignments of these events on the pages. */
export function entriesOf(pages: Pages, of: { has(digits: IdDigits): boolean }): Entry[] {
  return [...pages.values()]
    .flat()
    .flatMap((page) =>
      [...page.assignments].flatMap(([object, { ids, until }]) =>
        ids.filter((digits) => of.has(digits)).map((digits) => ({ digits, object, until })),
      ),
    )
}

/**
 * The pages that must be written so that each event is assigned to the object that it shall go into. One that is assigned to a dead
 * object is moved on its page; one that is on no page is added to the last one, or to a new one behind it when that is full. So two
 * writers that do not know of each other write the same page, and one of them is refused.
 * @param wanted none of them is assigned to an object that is neither its own nor dead.
 */
export function assignTo(
  pages: Pages,
  wanted: readonly Wanted[],
  dead: ReadonlySet<string>,
  until: number,
): AssignmentPage[] {
  const changed: AssignmentPage[] = []
  for (const [minute, ofMinute] of Map.groupBy(wanted, ({ digits }) => minuteOf(digits))) {
    const standing = pages.get(minute) ?? []
    const last = standing.at(-1)
    const tail = last && !isFull(last) ? last : emptyPage(minute, standing.length)
    const target = new Map(ofMinute.map(({ digits, object }) => [digits, object]))
    for (const page of standing.includes(tail) ? standing : [...standing, tail]) {
      const assignments = new Map(page.assignments)
      const moved = takeFromDead(assignments, dead, target)
      for (const assignment of assignments.values()) for (const digits of assignment.ids) target.delete(digits)
      const added = page === tail ? [...target] : []
      for (const [object, more] of Map.groupBy([...moved, ...added], ([, object]) => object)) {
        const ids = [...(assignments.get(object)?.ids ?? []), ...more.map(([digits]) => digits)]
        assignments.set(object, { ids, until })
      }
      if (moved.length + added.length > 0) changed.push({ ...page, assignments })
    }
  }
  return changed
}

/** @returns what was assigned to objects that nobody will put, and shall go elsewhere. */
function takeFromDead(
  assignments: Map<string, Assignment>,
  dead: ReadonlySet<string>,
  target: Map<IdDigits, string>,
): [IdDigits, string][] {
  const moved: [IdDigits, string][] = []
  for (const [object, assignment] of assignments) {
    if (!dead.has(object)) continue
    const stays = assignment.ids.filter((digits) => !target.has(digits))
    if (stays.length === assignment.ids.length) continue
    for (const digits of assignment.ids) {
      const to = target.get(digits)
      if (to !== undefined) moved.push([digits, to])
      target.delete(digits)
    }
    if (stays.length > 0) assignments.set(object, { ...assignment, ids: stays })
    else assignments.delete(object)
  }
  return moved
}
