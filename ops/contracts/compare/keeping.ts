/** What a reader is sure to leave as it was written. */
export interface Kept {
  /** Pointers of what this one keeps and the other one does not. */
  notIn(other: Kept): readonly string[]
  covers(place: string): boolean
}

/**
 * Places that are kept, each with its pointer. A place is a pointer with the variants of the writer on the way to it, so that two
 * readers of one writer can be held against each other.
 */
export class Keeping implements Kept {
  readonly #places = new Map<string, string>()
  /** Places of which all is kept, whatever there is. */
  readonly #wholes = new Map<string, string>()

  static everything(place: string, pointer: string): Keeping {
    const all = new Keeping()
    all.#wholes.set(place, pointer)
    return all
  }

  /** What all of several readers keep. Without a reader it is everything: that nobody reads the value is a finding of its own. */
  static common(several: readonly Keeping[], place: string, pointer: string): Keeping {
    const [first, ...others] = several.filter((one) => !one.#wholes.has(place))
    if (!first) return Keeping.everything(place, pointer)
    const kept = new Keeping()
    const isCommon = (each: string) => others.every((other) => other.covers(each))
    for (const [each, at] of first.#places) if (isCommon(each)) kept.#places.set(each, at)
    for (const [each, at] of first.#wholes) if (isCommon(each)) kept.#wholes.set(each, at)
    return kept
  }

  add(place: string, pointer: string): void {
    this.#places.set(place, pointer)
  }

  addAll(other: Keeping): void {
    for (const [place, pointer] of other.#places) this.#places.set(place, pointer)
    for (const [whole, pointer] of other.#wholes) this.#wholes.set(whole, pointer)
  }

  covers(place: string): boolean {
    return this.#places.has(place) || [...this.#wholes.keys()].some((whole) => isWithin(place, whole))
  }

  notIn(other: Kept): readonly string[] {
    const lost = [...this.#places, ...this.#wholes]
      .filter(([place]) => !other.covers(place))
      .map(([, pointer]) => pointer)
    return [...new Set(lost)]
  }
}

const isWithin = (place: string, whole: string): boolean =>
  place === whole || place.startsWith(`${whole}/`) || place.startsWith(`${whole}(`)
