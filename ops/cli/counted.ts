import { grouped } from './progress-bar.ts'

/** A number with its noun: `1 letter`, `12,000 letters`. @param one the noun for one of them, whose plural ends in s. */
export const counted = (count: number, one: string): string => `${grouped(count)} ${one}${count === 1 ? '' : 's'}`
