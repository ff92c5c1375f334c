import { BlockList, isIP, isIPv6 } from 'node:net'
import { arnMatcher } from '../arn.ts'
import { type Matcher, wildcard } from '../wildcard.ts'

/** Compiles a value of the policy into a test of a value of the request. Undefined where the value makes no sense. */
export type Comparison = (wanted: string) => Matcher | undefined

const string: Comparison = (wanted) => (value) => value === wanted
const stringIgnoringCase: Comparison = (wanted) => (value) => value.toLowerCase() === wanted.toLowerCase()

/** `true` and `false`; anything else in the request matches neither. */
const bool: Comparison = (wanted) => (/^(true|false)$/i.test(wanted) ? stringIgnoringCase(wanted) : undefined)

const numberOf = (text: string): number | undefined => (/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined)

const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** ISO 8601, or seconds since the epoch. */
function timeOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const time = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

function ordered(read: (text: string) => number | undefined, holds: (value: number, wanted: number) => boolean) {
  return (wanted: string): Matcher | undefined => {
    const limit = read(wanted)
    if (limit === undefined) return undefined
    return (text) => {
      const value = read(text)
      return value !== undefined && holds(value, limit)
    }
  }
}

/** An address, or a range in CIDR notation, of IPv4 or IPv6. */
const ipAddress: Comparison = (wanted) => {
  const [address = '', prefix] = wanted.split('/')
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  const range = new BlockList()
  try {
    if (prefix === undefined) range.addAddress(address, family)
    else range.addSubnet(address, Number(prefix), family)
  } catch {
    return undefined
  }
  return (value) => isIP(value) !== 0 && range.check(value, isIPv6(value) ? 'ipv6' : 'ipv4')
}

/** The positive form of each operator; `Not` in the name negates it. */
export const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: string,
  StringEqualsIgnoreCase: stringIgnoringCase,
  StringLike: (wanted) => wildcard(wanted),
  ArnEquals: arnMatcher,
  ArnLike: arnMatcher,
  Bool: bool,
  NumericEquals: ordered(numberOf, (value, wanted) => value === wanted),
  NumericLessThan: ordered(numberOf, (value, wanted) => value < wanted),
  NumericLessThanEquals: ordered(numberOf, (value, wanted) => value <= wanted),
  NumericGreaterThan: ordered(numberOf, (value, wanted) => value > wanted),
  NumericGreaterThanEquals: ordered(numberOf, (value, wanted) => value >= wanted),
  DateEquals: ordered(timeOf, (value, wanted) => value === wanted),
  DateLessThan: ordered(timeOf, (value, wanted) => value < wanted),
  DateLessThanEquals: ordered(timeOf, (value, wanted) => value <= wanted),
  DateGreaterThan: ordered(timeOf, (value, wanted) => value > wanted),
  DateGreaterThanEquals: ordered(timeOf, (value, wanted) => value >= wanted),
  IpAddress: ipAddress,
}

/** Operators that say the opposite of another: by its name. */
export const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
}
