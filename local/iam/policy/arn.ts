import { expression, hasWildcard, type Matcher, wildcard } from './wildcard.ts'

/**
 * Matches the `Resource` of a statement. A wildcard stands for characters of its own segment (between two colons); `*`
 * as the last character of a segment goes on beyond the colon.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceMatcher(pattern: string): Matcher {
  if (pattern === '*' || !hasWildcard(pattern)) return wildcard(pattern)
  const compiled = new RegExp(`^${pattern.split(':').map(segmentExpression).join(':')}$`, 's')
  return (arn) => compiled.test(arn)
}

function segmentExpression(segment: string): string {
  if (!segment.endsWith('*')) return expression(segment, '[^:]')
  return `${expression(segment.replace(/\*+$/, ''), '[^:]')}.*`
}

const COMPONENTS = 6

/**
 * `ArnLike` and `ArnEquals`, which are the same: each of the six components of an ARN is compared on its own, with
 * wildcards. What is not an ARN never matches.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnMatcher(pattern: string): Matcher {
  if (pattern === '*') return isArn
  const wanted = componentsOf(pattern)?.map((component) => wildcard(component))
  if (!wanted) return () => false
  return (arn) => {
    const components = componentsOf(arn)
    return components?.every((component, index) => wanted[index]?.(component)) ?? false
  }
}

const isArn: Matcher = (text) => componentsOf(text) !== undefined

function componentsOf(arn: string): string[] | undefined {
  const parts = arn.split(':')
  if (parts[0] !== 'arn' || parts.length < COMPONENTS) return undefined
  return [...parts.slice(0, COMPONENTS - 1), parts.slice(COMPONENTS - 1).join(':')]
}
