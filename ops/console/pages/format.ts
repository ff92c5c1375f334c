import { duration } from '../../cli/durations.ts'

export { ago, duration } from '../../cli/durations.ts'

const UNKNOWN = '?'

export const count = (value: number | null): string => (value === null ? UNKNOWN : value.toLocaleString('en-US'))

/** A zero is what one hopes for: it is there, but does not draw the eye. */
export const some = (value: number | null): string => (value === 0 ? '·' : count(value))

export const seconds = (value: number | null): string =>
  value === null ? UNKNOWN : value === 0 ? '·' : value < 1 ? '<1 s' : duration(value)

/** `13 d`, without hours where there are days enough to look at it today. */
export const days = (value: number): string =>
  value < 2 * 86_400 ? duration(value) : `${Math.floor(value / 86_400)} d`

export const perMinute = (perSecond: number | null): string =>
  some(perSecond === null ? null : Number((perSecond * 60).toPrecision(2)))

export const percent = (ratio: number | null): string =>
  ratio === null ? '' : ratio === 0 ? '·' : `${ratio < 0.01 ? '<1' : Math.round(ratio * 100)} %`

/** Time of the day, in UTC like every time of the console. */
export const clock = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(11, 19)

export const moment = (iso: string): string => iso.slice(0, 19).replace('T', ' ')

export const cents = (usd: number): string => `${(usd * 100).toFixed(1)} ¢`

export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`
