/**
 * Why API Gateway refuses another route beside those that an API has; undefined where it does not. Both texts are those of its
 * ConflictException: https://github.com/anomalyco/sst/issues/5031, https://github.com/plutomi/plutomi/issues/271.
 */
export function routeConflict(routeKey: string, others: readonly string[]): string | undefined {
  if (others.includes(routeKey)) return `Route with key ${routeKey} already exists for this API`
  const other = others.find((one) => haveConflictingVariable(one.split('/'), routeKey.split('/')))
  return other === undefined
    ? undefined
    : `The provided route key "${routeKey}" has a conflicting variable on the same hierarchical level as "${other}"`
}

/** Whether the paths are alike up to a part that is a variable in both, and called otherwise; the first parts are the methods. */
function haveConflictingVariable([, ...one]: readonly string[], [, ...other]: readonly string[]): boolean {
  const at = one.findIndex((part, index) => part !== other[index])
  return isVariable(one[at]) && isVariable(other[at])
}

/** A greedy variable takes what a variable leaves over, so that both may be there. */
const isVariable = (part: string | undefined): boolean => part !== undefined && /^\{[^+]*\}$/.test(part)
